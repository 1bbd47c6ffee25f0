/** Random bodies of a message in one version, for fast-check. */
import fc from 'fast-check'
import { uuidToString } from '../../protocol/primitives.ts'
import type { AnyField, AnyMessage, Scalar } from '../../protocol/schema.ts'

const safe = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }

const integer = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })

const scalars: { [S in Scalar]: fc.Arbitrary<unknown> } = {
  int8: integer(8),
  int16: integer(16),
  int32: integer(32),
  int64: fc.maxSafeInteger(),
  int64Capped: fc.maxSafeInteger(),
  uint16: fc.integer({ min: 0, max: 0xffff }),
  uint32: fc.integer({ min: 0, max: 0xffff_ffff }),
  float64: fc.double({ ...safe, noNaN: true }),
  boolean: fc.boolean(),
  uuid: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => uuidToString(bytes, 0)),
}

/** Fields that the version does not have hold their default, as decoding gives them. */
export const arbitraryBody = (message: AnyMessage, version: number): fc.Arbitrary<unknown> =>
  arbitrary(message.body, version)

function arbitrary(field: AnyField, version: number): fc.Arbitrary<unknown> {
  const { nullableSince } = field.settings
  const present = notNull(field, version)
  return version >= nullableSince ? fc.option(present, { freq: 4 }) : present
}

function notNull(field: AnyField, version: number): fc.Arbitrary<unknown> {
  const { type } = field.settings
  switch (type.kind) {
    case 'scalar':
      return scalars[type.scalar]
    case 'string':
      return fc.string({ unit: 'grapheme', maxLength: 20 })
    case 'bytes':
    case 'records':
      return fc.uint8Array({ maxLength: 50 })
    case 'array':
      return fc.array(arbitrary(type.element, version), { maxLength: 4 })
    case 'struct':
      return fc.record(
        Object.fromEntries(
          type.fields.map(({ name, field: one }) => {
            const { since, until } = one.settings
            const carried = version >= since && version <= until
            return [name, carried ? arbitrary(one, version) : fc.constant(defaultOf(one))]
          }),
        ),
        { noNullPrototype: true },
      )
  }
}

function defaultOf({ settings }: AnyField): unknown {
  if (settings.type.kind !== 'struct' || settings.default === null) return settings.default
  return Object.fromEntries(settings.type.fields.map(({ name, field }) => [name, defaultOf(field)]))
}
