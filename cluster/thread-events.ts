/** What threads report to the main thread while they run, in words. */
import type { TraceEvent } from '../runtime/trace.ts'

export type Level = 'error' | 'warn' | 'info' | 'debug'
export type Say = (level: Level, text: string) => void

/** The types of trace events that cross over from a thread. */
export const threadEvents: readonly string[] = [
  'log',
  'crashed',
  'gaveUp',
  'systemFailed',
  'listening',
  'listenFailed',
  'incarnation',
  'crashTaken',
]

export function sayEvent({ system, path, type, details }: TraceEvent, say: Say): void {
  const who = path === '' ? system : `${system}/${path}`
  switch (type) {
    case 'log':
      return say(details['level'] as Level, `${who}: ${details['text']}`)
    case 'crashed':
      say('error', `${who} crashed: ${details['error']}`)
      return say('debug', String(details['stack']))
    case 'gaveUp':
      return say('error', `${who} gave up: ${details['because']}`)
    case 'systemFailed':
      return say('error', `${who} failed: ${details['reason']}`)
    case 'listening':
      return say('debug', `${who} listens on port ${details['port']}`)
  }
}
