/**
 * Compiles the fields of a struct for one version: those present, those absent, and the tagged
 * ones.
 */

import type { Compiled, Target } from './codec.ts'
import { EncodeError } from './encode-error.ts'
import type { Reader } from './reader.ts'
import type { AnyField, NamedField } from './schema.ts'
import { concatBytes, Writer } from './writer.ts'

type Struct = Record<string, unknown>

interface CompiledField extends Compiled {
  readonly name: string
  readonly field: AnyField
}

interface TaggedField extends CompiledField {
  readonly tag: number
}

export function compileStruct(
  fields: readonly NamedField[],
  target: Target,
  compile: (field: AnyField, target: Target) => Compiled,
): Compiled {
  const present: CompiledField[] = []
  const tagged: TaggedField[] = []
  const absent: NamedField[] = []
  for (const { name, field } of fields) {
    const { since, until, tag } = field.settings
    if (target.version < since || target.version > until) absent.push({ name, field })
    else if (tag === undefined) present.push({ name, field, ...compile(field, target) })
    else tagged.push({ name, field, tag, ...compile(field, target) })
  }
  tagged.sort((a, b) => a.tag - b.tag)
  const tags = target.flexible ? tagged : undefined
  const required = absent.filter(({ field }) => !field.settings.ignorable)

  return {
    bytesMin: present.reduce((sum, { bytesMin }) => sum + bytesMin, tags === undefined ? 0 : 1),
    read: (reader) => {
      const struct: Struct = {}
      for (const one of present) struct[one.name] = one.read(reader)
      for (const { name, field } of absent) struct[name] = defaultOf(field)
      if (tags !== undefined) readTags(reader, struct, tags)
      return struct
    },
    write: (writer, value) => {
      const struct = value as Struct
      refuseLostValues(struct, required, target)
      for (const one of present) one.write(writer, valueOrDefault(struct, one))
      if (tags !== undefined) writeTags(writer, struct, tags)
    },
  }
}

function valueOrDefault(struct: Struct, { name, field }: NamedField): unknown {
  const value = struct[name]
  return value === undefined ? defaultOf(field) : value
}

function refuseLostValues(struct: Struct, required: readonly NamedField[], target: Target): void {
  for (const { name, field } of required) {
    if (isDefault(field, struct[name])) continue
    throw new EncodeError(`version ${target.version} cannot carry ${name}`)
  }
}

function readTags(reader: Reader, struct: Struct, tagged: readonly TaggedField[]): void {
  for (const { name, field } of tagged) struct[name] = defaultOf(field)
  for (let count = reader.unsignedVarint(); count > 0; count--) {
    const tag = reader.unsignedVarint()
    const size = reader.unsignedVarint()
    const known = tagged.find((one) => one.tag === tag)
    if (known === undefined || size > reader.remaining) {
      reader.skip(size)
      continue
    }
    const end = reader.position + size
    struct[known.name] = known.read(reader)
    if (reader.position !== end) reader.fail(`tagged field ${known.name} is not ${size} bytes long`)
  }
}

function writeTags(writer: Writer, struct: Struct, tagged: readonly TaggedField[]): void {
  const carried = tagged.filter(({ name, field }) => !isDefault(field, struct[name]))
  writer.unsignedVarint(carried.length)
  for (const one of carried) {
    // The size comes first, so the value is written apart. Tagged fields are small.
    const value = new Writer(64)
    one.write(value, struct[one.name])
    writer.unsignedVarint(one.tag)
    writer.unsignedVarint(value.size)
    writer.raw(concatBytes(value.finish()))
  }
}

/** The value of a field that is not there; made anew, for its receiver owns it. */
function defaultOf(field: AnyField): unknown {
  const { type, default: value } = field.settings
  if (value === null) return null
  if (type.kind === 'array') return []
  if (type.kind !== 'struct') return value
  const struct: Struct = {}
  for (const one of type.fields) struct[one.name] = defaultOf(one.field)
  return struct
}

function isDefault(field: AnyField, value: unknown): boolean {
  if (value === undefined) return true
  const { type, default: normal } = field.settings
  if (value === null || normal === null) return value === normal
  switch (type.kind) {
    case 'array':
      return (value as unknown[]).length === 0
    case 'bytes':
    case 'records':
      return (value as Uint8Array).length === 0
    case 'struct':
      return type.fields.every((one) => isDefault(one.field, (value as Struct)[one.name]))
    default:
      return value === normal
  }
}
