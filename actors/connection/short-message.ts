/** Error messages that quote what a client sent, cut to a length that every answer can carry. */

const lengthMax = 1_000

export function shortMessage(message: string): string
export function shortMessage(message: string | null): string | null
export function shortMessage(message: string | null): string | null {
  if (message === null || message.length <= lengthMax) return message
  return `${message.slice(0, lengthMax)}…`
}
