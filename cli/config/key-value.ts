/** Reads `key=value`, as `-X`, `-c` and `-H` take it. */
import { UserError } from '../../cluster-config/user-error.ts'

export function keyValue(flag: string, text: string): readonly [key: string, value: string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UserError(`${flag} takes key=value, not "${text}"`)
  return [text.slice(0, at), text.slice(at + 1)]
}

/** The last one of a key counts. */
export const keyValues = (
  flag: string,
  texts: readonly string[] = [],
): { readonly [key: string]: string } =>
  Object.fromEntries(texts.map((text) => keyValue(flag, text)))
