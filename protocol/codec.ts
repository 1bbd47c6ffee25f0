/** Compiles a message schema and one version to an encode and a decode function, once. */

import { EncodeError } from './encode-error.ts'
import { stringToUtf8 } from './primitives.ts'
import type { Reader } from './reader.ts'
import type { AnyField, AnyMessage, Body, Draft, Scalar } from './schema.ts'
import { compileStruct } from './struct-codec.ts'
import type { Writer } from './writer.ts'

export interface Compiled {
  readonly read: (reader: Reader) => unknown
  readonly write: (writer: Writer, value: unknown) => void
  /** The least bytes that a value takes: bounds what an array may claim. */
  readonly bytesMin: number
}

/** The version of a message that is being compiled, and whether it is flexible (KIP-482). */
export interface Target {
  readonly version: number
  readonly flexible: boolean
}

export interface Codec<M extends AnyMessage> {
  decode(reader: Reader): Body<M>
  encode(writer: Writer, body: Draft<M>): void
}

const codecs = new Map<AnyMessage, Map<number, Codec<AnyMessage>>>()

/** The codec of a message in one version, which must be in the message's range. */
export function codecOf<M extends AnyMessage>(message: M, version: number): Codec<M> {
  const versions = codecs.get(message) ?? new Map<number, Codec<AnyMessage>>()
  codecs.set(message, versions)
  const codec = versions.get(version) ?? compileMessage(message, version)
  versions.set(version, codec)
  return codec as unknown as Codec<M>
}

function compileMessage(message: AnyMessage, version: number): Codec<AnyMessage> {
  const [lowest, highest] = message.versions
  if (!Number.isInteger(version) || version < lowest || version > highest) {
    throw new EncodeError(`${message.name} ${message.kind} has no version ${version}`)
  }
  const body = compile(message.body, { version, flexible: version >= message.flexible })
  return { decode: body.read, encode: body.write }
}

export function compile(field: AnyField, target: Target): Compiled {
  const { type, nullableSince } = field.settings
  const nullable = target.version >= nullableSince
  switch (type.kind) {
    case 'scalar':
      return compileScalar(type.scalar)
    case 'string':
      return compileSized(text, nullable, target.flexible ? compact : wide16)
    case 'bytes':
    case 'records':
      return compileSized(raw, nullable, target.flexible ? compact : wide32)
    case 'array': {
      const items = compileItems(compile(type.element, target))
      return compileSized(items, nullable, target.flexible ? compact : wide32)
    }
    case 'struct': {
      const struct = compileStruct(type.fields, target, compile)
      return nullable ? compileNullableStruct(struct) : struct
    }
  }
}

const scalarBytes: { readonly [S in Scalar]: number } = {
  int8: 1,
  boolean: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  int64Capped: 8,
  float64: 8,
  uuid: 16,
}

function compileScalar(scalar: Scalar): Compiled {
  return {
    bytesMin: scalarBytes[scalar],
    read: (reader) => reader[scalar](),
    // The schema's types have checked the value; here all scalars are written alike.
    write: (writer, value) => writer[scalar](value as never),
  }
}

/** How a length is written before a string, bytes or an array; -1 is null. */
interface LengthForm {
  readonly bytes: number
  readonly read: (reader: Reader) => number
  readonly write: (writer: Writer, length: number) => void
}

const wide16: LengthForm = {
  bytes: 2,
  read: (reader) => reader.int16(),
  write: (writer, length) => writer.int16(length),
}
const wide32: LengthForm = {
  bytes: 4,
  read: (reader) => reader.int32(),
  write: (writer, length) => writer.int32(length),
}
const compact: LengthForm = {
  bytes: 1,
  read: (reader) => reader.compactLength(),
  write: (writer, length) => writer.compactLength(length),
}

/** A value with a length before it. */
interface Sized<T> {
  readonly read: (reader: Reader, length: number) => T
  readonly write: (writer: Writer, value: T, form: LengthForm) => void
}

/** Kafka's bound for every string. */
const textBytesMax = 0x7fff

const text: Sized<string> = {
  read: (reader, length) => {
    if (length > textBytesMax) reader.fail(`a string of ${length} bytes`)
    const value = reader.text(length)
    // What is no UTF-8 reads as a mark that takes more bytes than it stands for.
    if (length > textBytesMax / 3 && stringToUtf8(value).length > textBytesMax) {
      reader.fail('a string too long to be written again')
    }
    return value
  },
  write: (writer, value, form) => writer.string(value, form === compact),
}

const raw: Sized<Uint8Array> = {
  read: (reader, length) => reader.slice(length),
  write: (writer, value, form) => {
    form.write(writer, value.length)
    writer.raw(value)
  },
}

const compileItems = (item: Compiled): Sized<unknown[]> => ({
  read: (reader, length) => {
    // No array is made before the bytes that are there could hold what it claims.
    if (length * item.bytesMin > reader.remaining) {
      reader.fail(`an array claims ${length} items, ${reader.remaining} bytes are left`)
    }
    reader.claimItems(length)
    const items: unknown[] = []
    for (let i = 0; i < length; i++) items.push(item.read(reader))
    return items
  },
  write: (writer, items, form) => {
    form.write(writer, items.length)
    for (const one of items) item.write(writer, one)
  },
})

function compileSized<T>(sized: Sized<T>, nullable: boolean, form: LengthForm): Compiled {
  return {
    bytesMin: form.bytes,
    read: (reader) => {
      const length = form.read(reader)
      if (length >= 0) return sized.read(reader, length)
      if (length === -1 && nullable) return null
      return reader.fail(length === -1 ? 'null where it is not allowed' : `length ${length}`)
    },
    write: (writer, value) => {
      if (value !== null) return sized.write(writer, value as T, form)
      if (!nullable) throw new EncodeError('null where it is not allowed')
      form.write(writer, -1)
    },
  }
}

/** Since KIP-893 a struct that may be null begins with a byte: -1 null, 1 present. */
function compileNullableStruct(struct: Compiled): Compiled {
  return {
    bytesMin: 1,
    read: (reader) => (reader.int8() < 0 ? null : struct.read(reader)),
    write: (writer, value) => {
      writer.int8(value === null ? -1 : 1)
      if (value !== null) struct.write(writer, value)
    },
  }
}
