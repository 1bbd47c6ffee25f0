/** Brokers whose process or machine dies find the records of their partitions again. */
import { noPoints } from '../../../log/open-log.ts'
import { PartitionLog } from '../../../log/partition-log.ts'
import { assert, suite } from '../../harness.ts'
import { logOptions } from '../../log/batches.ts'
import { finished, type RoundTrip, roundTripTree } from '../../scenarios/round-trip.ts'
import { codecs, SimulatedKafka } from '../../support/simulated-kafka.ts'

const test = suite('replica storage')
const brokers = ['broker-1', 'broker-2', 'broker-3']
const plan: RoundTrip = { topic: 'orders', records: 1_500, acks: 1 }

interface Outcome {
  readonly kafka: SimulatedKafka
  /** Records in all partitions after the death and the new start. */
  readonly records: number
  /** What replicas said of their logs. */
  readonly said: string[]
  readonly acknowledged: unknown
}

function afterDeath(seed: number, flush: 'os' | 'commit', power: boolean): Outcome {
  const settings = new Map<string, unknown>([
    ['num.partitions', 3],
    ['highwater.flush', flush],
  ])
  const kafka = new SimulatedKafka({ seed, settings })
  kafka.client('client-1', roundTripTree('client-1', kafka.bootstrap, codecs, plan))
  const acknowledged = kafka.runUntil(finished)?.details['sent']
  const { simulator, events } = kafka
  const before = events.length
  for (const name of brokers) simulator.machine(name).crash({ power, silent: false }, 'test')
  simulator.run({ untilMs: simulator.nowMs + 3_000 })
  const since = events.slice(before)
  assert.is(since.filter(({ type }) => type === 'registered').length, 3)
  const said = since
    .filter(({ type, path }) => type === 'log' && path.includes('/replicas/'))
    .map(({ details }) => String(details['text']))
  return { kafka, records: recordsOn(kafka), said, acknowledged }
}

function recordsOn({ simulator }: SimulatedKafka): number {
  let sum = 0
  for (const name of brokers) {
    const { disk } = simulator.machine(name)
    const directories = new Set(disk.list('orders-').map((file) => file.split('/')[0] as string))
    for (const directory of directories) {
      sum += new PartitionLog(disk, directory, logOptions, noPoints).logEndOffset
    }
  }
  return sum
}

test('a process that dies keeps every record that was acknowledged', () => {
  const { kafka, records, acknowledged, said } = afterDeath(1, 'os', false)
  assert.equal([records, acknowledged, said], [1_500, 1_500, []])
  assert.equal(
    kafka.crashes().filter((text) => !text.includes('test')),
    [],
  )
})

test('flush=commit: machines that lose their power keep every record that was acknowledged', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const { records, acknowledged } = afterDeath(seed, 'commit', true)
    assert.is(acknowledged, 1_500)
    assert.ok(records >= 1_500, `seed ${seed}: ${records}`)
  }
})

test('flush=os: machines that lose their power lose records, and the only copies say so', () => {
  const outcomes = [1, 2, 3, 4, 5].map((seed) => afterDeath(seed, 'os', true))
  const least = Math.min(...outcomes.map(({ records }) => records))
  assert.ok(least < 1_500, `${least}`)
  for (const { kafka } of outcomes) {
    assert.equal(
      kafka.crashes().filter((text) => !text.includes('test')),
      [],
    )
  }
})

test('a topic that is kept in memory leaves nothing on the disk', () => {
  const settings = new Map<string, unknown>([
    ['num.partitions', 3],
    ['highwater.storage', 'memory'],
  ])
  const kafka = new SimulatedKafka({ seed: 3, settings })
  kafka.client('client-1', roundTripTree('client-1', kafka.bootstrap, codecs, plan))
  assert.is(kafka.runUntil(finished)?.details['read'], 1_500)
  for (const name of brokers) {
    assert.equal(kafka.simulator.machine(name).disk.list('orders-'), [])
  }
})

test.run()
