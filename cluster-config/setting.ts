/** One setting: its type, bounds, default, meaning, and the way from its value to text and back. */

export type SettingType = 'boolean' | 'int' | 'long' | 'double' | 'string' | 'list'
export type SettingValue = boolean | number | string | readonly string[] | null
export type Unit = 'ms' | 'minutes' | 'hours' | 'bytes' | 'messages' | 'ratio'

export interface Limits {
  readonly min?: number
  readonly max?: number
  /** Every value that a string, or an element of a list, may have. */
  readonly oneOf?: readonly string[]
  readonly unit?: Unit
  /** Kafka lets it be altered on a live broker. */
  readonly dynamic?: boolean
}

export interface Setting<T extends SettingValue> extends Limits {
  readonly type: SettingType
  readonly default: T
  /** What it does, one sentence. */
  readonly doc: string
}

export type AnySetting = Setting<SettingValue>
export interface SettingTable {
  readonly [name: string]: AnySetting
}

/** The values of a table, keyed by Kafka's names. */
export type ValuesOf<Table extends SettingTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer T> ? T : never
}

/** A value, or in words why the text is none. */
export type Parsed = { readonly value: SettingValue } | { readonly fault: string }

const int32Max = 2_147_483_647
const int64Max = 9_223_372_036_854_775_807n
/** Stands for Kafka's largest long, "no bound", as it does in `protocol/`. */
export const unbounded = Number.MAX_SAFE_INTEGER

export const boolean = (value: boolean, doc: string, limits: Limits = {}): Setting<boolean> => ({
  type: 'boolean',
  default: value,
  doc,
  ...limits,
})
export const int = (value: number, doc: string, limits: Limits = {}): Setting<number> => ({
  type: 'int',
  default: value,
  doc,
  ...limits,
})
export const long = (value: number, doc: string, limits: Limits = {}): Setting<number> => ({
  type: 'long',
  default: value,
  doc,
  ...limits,
})
/** A number that is null unless somebody sets it; another setting speaks for it until then. */
export const unset = (
  type: 'int' | 'long',
  doc: string,
  limits: Limits = {},
): Setting<number | null> => ({ type, default: null, doc, ...limits })
export const double = (value: number, doc: string, limits: Limits = {}): Setting<number> => ({
  type: 'double',
  default: value,
  doc,
  ...limits,
})
export const string = (value: string, doc: string, limits: Limits = {}): Setting<string> => ({
  type: 'string',
  default: value,
  doc,
  ...limits,
})
export const list = (
  value: readonly string[],
  doc: string,
  limits: Limits = {},
): Setting<readonly string[]> => ({ type: 'list', default: value, doc, ...limits })

/** Reads the text that Kafka's clients and configuration files give a setting. */
export function parseSetting(setting: AnySetting, given: string): Parsed {
  const text = given.trim()
  switch (setting.type) {
    case 'boolean':
      return parseBoolean(text)
    case 'int':
      return within(setting, parseInteger(text, BigInt(int32Max)))
    case 'long':
      return within(setting, parseInteger(text, int64Max))
    case 'double':
      return within(setting, parseDouble(text))
    case 'string':
      return amongThose(setting, [text], text)
    case 'list': {
      const items = text === '' ? [] : text.split(',').map((item) => item.trim())
      return amongThose(setting, items, items)
    }
  }
}

/** The text that Kafka shows for a value; null stays null. */
export function formatSetting(value: SettingValue): string | null {
  if (value === null) return null
  if (value === unbounded) return String(int64Max)
  return Array.isArray(value) ? value.join(',') : String(value)
}

/** What a value of this setting looks like, in words. */
export function shapeOf(setting: AnySetting): string {
  const { type, min, max, oneOf, unit } = setting
  if (oneOf !== undefined) return `${type === 'list' ? 'any of' : 'one of'} ${oneOf.join(', ')}`
  if (type === 'boolean') return 'true or false'
  if (type === 'string' || type === 'list') return type === 'list' ? 'words with commas' : 'a text'
  const measure = unit === undefined ? '' : ` (${unit})`
  const range = [min === undefined ? '' : `from ${min}`, max === undefined ? '' : `to ${max}`]
  const bounds = range.filter((part) => part !== '').join(' ')
  return `${type === 'double' ? 'a number' : 'a whole number'}${bounds && ` ${bounds}`}${measure}`
}

function parseBoolean(text: string): Parsed {
  const word = text.toLowerCase()
  if (word === 'true' || word === 'false') return { value: word === 'true' }
  return { fault: `"${text}" is neither true nor false` }
}

function parseInteger(text: string, max: bigint): Parsed {
  if (!/^[+-]?\d+$/.test(text)) return { fault: `"${text}" is not a whole number` }
  const exact = BigInt(text.replace('+', ''))
  if (exact > max || exact < -max - 1n) return { fault: `${text} does not fit` }
  return { value: Math.max(-unbounded, Math.min(unbounded, Number(exact))) }
}

function parseDouble(text: string): Parsed {
  const value = text === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? { value } : { fault: `"${text}" is not a number` }
}

function within({ min = -Infinity, max = Infinity }: AnySetting, parsed: Parsed): Parsed {
  if ('fault' in parsed) return parsed
  const value = parsed.value as number
  if (value < min) return { fault: `${value} is less than ${min}, the least allowed` }
  if (value > max) return { fault: `${value} is more than ${max}, the most allowed` }
  return parsed
}

function amongThose(setting: AnySetting, words: readonly string[], value: SettingValue): Parsed {
  const { oneOf } = setting
  const foreign = oneOf === undefined ? undefined : words.find((word) => !oneOf.includes(word))
  return foreign === undefined ? { value } : { fault: `"${foreign}" is not ${shapeOf(setting)}` }
}
