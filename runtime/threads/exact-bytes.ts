/** Makes a message fit to be cloned: a cloned slice takes the whole buffer below it along. */

/** Returns the message itself, or a copy of it in which every slice is a buffer of its own size. */
export function exactBytes<T>(message: T): T {
  return exact(message) as T
}

function exact(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return isSlice(value) ? Uint8Array.from(value) : value
  if (Array.isArray(value)) return exactArray(value)
  if (value instanceof Map) return exactMap(value)
  return exactObject(value as Record<string, unknown>)
}

function isSlice({ buffer, byteLength }: Uint8Array): boolean {
  return buffer instanceof ArrayBuffer && buffer.byteLength !== byteLength
}

function exactArray(items: unknown[]): unknown[] {
  let copy: unknown[] | null = null
  for (let i = 0; i < items.length; i++) {
    const item = exact(items[i])
    if (item === items[i]) continue
    copy ??= [...items]
    copy[i] = item
  }
  return copy ?? items
}

function exactMap(entries: Map<unknown, unknown>): Map<unknown, unknown> {
  let copy: Map<unknown, unknown> | null = null
  for (const [key, value] of entries) {
    const fit = exact(value)
    if (fit === value) continue
    copy ??= new Map(entries)
    copy.set(key, fit)
  }
  return copy ?? entries
}

function exactObject(fields: Record<string, unknown>): Record<string, unknown> {
  let copy: Record<string, unknown> | null = null
  for (const name in fields) {
    const value = exact(fields[name])
    if (value === fields[name]) continue
    copy ??= { ...fields }
    copy[name] = value
  }
  return copy ?? fields
}
