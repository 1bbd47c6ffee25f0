/**
 * The language in which Kafka's messages are written down: one schema for all versions of a
 * message.
 */

import { zeroUuid } from './primitives.ts'

/** Wire types that are read and written by a method of the same name of Reader and Writer. */
export type Scalar =
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'int64Capped'
  | 'uint16'
  | 'uint32'
  | 'float64'
  | 'boolean'
  | 'uuid'

export type Type =
  | { readonly kind: 'scalar'; readonly scalar: Scalar }
  | { readonly kind: 'string' | 'bytes' | 'records' }
  | { readonly kind: 'array'; readonly element: AnyField }
  | { readonly kind: 'struct'; readonly fields: readonly NamedField[] }

export interface NamedField {
  readonly name: string
  readonly field: AnyField
}

interface Settings {
  readonly type: Type
  readonly default: unknown
  /** The versions that carry the field: since <= version <= until. */
  readonly since: number
  readonly until: number
  /** The first version in which null is allowed; Infinity: never. */
  readonly nullableSince: number
  /** The number of a tagged field (KIP-482). */
  readonly tag: number | undefined
  /**
   * A value is dropped in silence by versions without the field; otherwise that is an EncodeError.
   */
  readonly ignorable: boolean
}

/**
 * `Out` is what decoding gives, `In` what encoding takes, `Optional` whether encoding can do
 * without.
 */
export class Field<Out, In, Optional extends boolean> {
  declare readonly out: Out
  declare readonly in: In
  declare readonly optional: Optional
  readonly settings: Settings

  constructor(settings: Settings) {
    this.settings = settings
  }

  nullable(sinceVersion = 0): Field<Out | null, In | null, Optional> {
    return new Field({ ...this.settings, nullableSince: sinceVersion })
  }

  from(version: number): Field<Out, In, true> {
    return new Field({ ...this.settings, since: version })
  }

  until(version: number): Field<Out, In, true> {
    return new Field({ ...this.settings, until: version })
  }

  default(value: Out): Field<Out, In, true> {
    return new Field({ ...this.settings, default: value })
  }

  tagged(tag: number, sinceVersion: number): Field<Out, In, true> {
    return new Field({ ...this.settings, tag, since: sinceVersion })
  }

  ignorable(): Field<Out, In, Optional> {
    return new Field({ ...this.settings, ignorable: true })
  }
}

export type AnyField = Field<unknown, unknown, boolean>
export interface Fields {
  readonly [name: string]: AnyField
}

type Shown<T> = { [K in keyof T]: T[K] }
type OptionalNames<F extends Fields> = {
  [K in keyof F]: F[K]['optional'] extends true ? K : never
}[keyof F]

/** What decoding a struct gives: every field, with its default where the version has none. */
export type OutOf<F extends Fields> = { [K in keyof F]: F[K]['out'] }

/** What encoding a struct takes: fields with a default or outside some versions may be left out. */
export type InOf<F extends Fields> = Shown<
  { readonly [K in Exclude<keyof F, OptionalNames<F>>]: F[K]['in'] } & {
    readonly [K in OptionalNames<F>]?: F[K]['in'] | undefined
  }
>

function field<T>(type: Type, implicitDefault: unknown): Field<T, T, false> {
  return new Field({
    type,
    default: implicitDefault,
    since: 0,
    until: Infinity,
    nullableSince: Infinity,
    tag: undefined,
    ignorable: false,
  })
}

const number = (scalar: Scalar): Field<number, number, false> =>
  field({ kind: 'scalar', scalar }, 0)

export const int8 = number('int8')
export const int16 = number('int16')
export const int32 = number('int32')
/** Decoded as a safe integer; anything else is a DecodeError. */
export const int64 = number('int64')
/**
 * An int64 whose default is Kafka's largest, "no bound": the largest safe integer stands for it,
 * and for all above.
 */
export const int64Capped = number('int64Capped').default(Number.MAX_SAFE_INTEGER)
export const uint16 = number('uint16')
export const uint32 = number('uint32')
export const float64 = number('float64')
export const boolean = field<boolean>({ kind: 'scalar', scalar: 'boolean' }, false)
/** 22 letters of base64url, as Kafka prints them. */
export const uuid = field<string>({ kind: 'scalar', scalar: 'uuid' }, zeroUuid)
export const string = field<string>({ kind: 'string' }, '')
/**
 * A view of the decoded frame: copy it before the frame is changed, or sent elsewhere by structured
 * clone.
 */
export const bytes = field<Uint8Array>({ kind: 'bytes' }, new Uint8Array(0))
/** Record batches, undecoded; `record-batch.ts` looks inside. */
export const records = field<Uint8Array>({ kind: 'records' }, new Uint8Array(0))

/** Fields in wire order, which is the order in which the schema names them. */
const named = (fields: Fields): NamedField[] =>
  Object.entries(fields).map(([name, one]) => ({ name, field: one }))

export function struct<F extends Fields>(fields: F): Field<OutOf<F>, InOf<F>, false> {
  return new Field({ ...field({ kind: 'struct', fields: named(fields) }, undefined).settings })
}

export function array<E extends AnyField>(element: E): Field<E['out'][], readonly E['in'][], false>
export function array<F extends Fields>(fields: F): Field<OutOf<F>[], readonly InOf<F>[], false>
export function array(element: AnyField | Fields): AnyField {
  const one = element instanceof Field ? element : struct(element)
  return field({ kind: 'array', element: one }, [])
}

interface Info<Key extends number> {
  readonly apiKey: Key
  readonly name: string
  /** The lowest and the highest version, both included. */
  readonly versions: readonly [number, number]
  /** The first flexible version: compact lengths and tagged fields (KIP-482). */
  readonly flexible: number
}

export interface Message<Key extends number, F extends Fields> extends Info<Key> {
  readonly kind: 'request' | 'response'
  readonly body: Field<OutOf<F>, InOf<F>, false>
}

export interface AnyMessage extends Info<number> {
  readonly kind: 'request' | 'response'
  readonly body: AnyField
}

/** The decoded body of a message. */
export type Body<M extends AnyMessage> = M['body']['out']
/** A body to be encoded. */
export type Draft<M extends AnyMessage> = M['body']['in']

export const request = <Key extends number, F extends Fields>(
  info: Info<Key>,
  fields: F,
): Message<Key, F> => ({ ...info, kind: 'request', body: struct(fields) })

export const response = <Key extends number, F extends Fields>(
  info: Info<Key>,
  fields: F,
): Message<Key, F> => ({ ...info, kind: 'response', body: struct(fields) })
