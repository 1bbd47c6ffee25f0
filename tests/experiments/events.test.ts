/** Tests of event counts: which reports count as what. */
import { eventsOf, eventsSum } from '../../experiments/events.ts'
import type { Observed } from '../../experiments/host.ts'
import { assert, suite } from '../harness.ts'

const test = suite('events')

function observed(...events: readonly [string, Record<string, unknown>][]): Observed {
  return {
    ...{ digest: '', deliveries: 0, elapsedMs: 0, faultsApplied: 0, bitFlips: 3, unfinished: null },
    events: events.map(([type, details]) => ({
      ...{ atMs: 0, system: 's', path: 'p', incarnation: 1, type, details },
    })),
  }
}

test('a start counts as a restart only when it is one; errors decide what a failure is', () => {
  const counts = eventsOf(
    observed(
      ['started', { restarts: 0 }],
      ['started', { restarts: 2 }],
      ['retried', { error: 'CORRUPT_MESSAGE' }],
      ['retried', { error: 'NETWORK_EXCEPTION' }],
      ['pollFailed', { error: 'CORRUPT_MESSAGE' }],
      ['pollFailed', { error: 'timed-out' }],
      ['gaveUp', {}],
      ['log', {}],
    ),
  )
  assert.equal(counts, {
    ...{ bitFlips: 3, actorRestarts: 1, crcRefusals: 1, retries: 1 },
    ...{ corruptReads: 1, pollFailures: 1, escalations: 1 },
  })
})

test('sums are in the order of the names, whoever had them first', () => {
  const sum = eventsSum([{ retries: 1 }, { actorCrashes: 2, retries: 3 }])
  assert.is(JSON.stringify(sum), '{"actorCrashes":2,"retries":4}')
})

test.run()
