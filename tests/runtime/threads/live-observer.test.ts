/** The observer of a live system: passes on what is wanted, records while asked to. */
import { envelope } from '../../../runtime/envelope.ts'
import { LiveObserver } from '../../../runtime/threads/live-observer.ts'
import type { TraceEvent } from '../../../runtime/trace.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('live observer')

const event = (type: string): TraceEvent => {
  return { atMs: 1, system: 's', path: 'p', incarnation: 1, type, details: {} }
}
const sent = envelope(
  'tell',
  { system: 's', path: 'p', incarnation: 1 },
  'take',
  0,
  { from: 's/q', fromIncarnation: 1 },
  { n: 1 },
)

test('wanted events are passed on, others are not', () => {
  const seen: string[] = []
  const observer = new LiveObserver(['crashed'], ({ type }) => seen.push(type))
  observer.event(event('started'))
  observer.event(event('crashed'))
  assert.equal(seen, ['crashed'])
})

test('nothing is recorded unless asked for; then all in order, the oldest makes room', () => {
  const observer = new LiveObserver([], () => {})
  observer.delivered(sent, 1, 5)
  assert.equal(observer.recording(), { entries: [], dropped: 0 })
  observer.record(3)
  observer.event(event('started'))
  observer.delivered(sent, 1, 6)
  observer.drew('p', 4)
  observer.delivered(sent, 1, 7)
  const { entries, dropped } = observer.recording()
  assert.is(dropped, 1)
  assert.equal(entries, [
    { kind: 'delivery', atMs: 6, incarnation: 1, envelope: sent },
    { kind: 'draw', path: 'p', value: 4 },
    { kind: 'delivery', atMs: 7, incarnation: 1, envelope: sent },
  ])
  observer.record(0)
  observer.drew('p', 4)
  assert.equal(observer.recording(), { entries: [], dropped: 0 })
})

test.run()
