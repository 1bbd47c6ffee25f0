/** Records on real files: a broker's thread is killed again and again, and they are there. */
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { launchCluster } from '../../cluster/launch-cluster.ts'
import type { RunningCluster } from '../../cluster/running-cluster.ts'
import { WireClient } from '../../cluster/wire-client.ts'
import type { ClusterInput } from '../../cluster-config/cluster-input.ts'
import { defineCluster } from '../../cluster-config/define-cluster.ts'
import { batchesIn } from '../../protocol/record-batch.ts'
import { assert, suite } from '../harness.ts'
import { batchOf } from '../log/batches.ts'
import { withFolder } from './temporary-folder.ts'

const test = suite('records survive', { timeoutMs: 30_000 })

const launch = (input: ClusterInput): Promise<RunningCluster> =>
  launchCluster(defineCluster({ port: 0, brokers: 1, topics: [{ name: 'kept' }], ...input }), {
    controlUrl: '',
    say() {},
  })

/** Asks until the broker is there and leads the topic. */
async function ask<Answer>(
  { bootstrap }: RunningCluster,
  question: (client: WireClient) => Promise<Answer | null>,
): Promise<Answer> {
  const port = Number(bootstrap.split(':')[1])
  for (;;) {
    try {
      const client = await WireClient.open('127.0.0.1', port)
      const answer = await question(client)
      client.close()
      if (answer !== null) return answer
    } catch {}
    await setTimeout(20)
  }
}

function produce(cluster: RunningCluster): Promise<number> {
  const records = batchOf(5, Date.now()).bytes
  return ask(cluster, async (client) => {
    const { responses } = await client.ask(0, 9, {
      transactionalId: null,
      acks: -1,
      timeoutMs: 5_000,
      topicData: [{ name: 'kept', partitionData: [{ index: 0, records }] }],
    })
    const answer = responses[0]?.partitionResponses[0]
    return answer?.errorCode === 0 ? answer.baseOffset : null
  })
}

function fetchAll(cluster: RunningCluster): Promise<number[]> {
  return ask(cluster, async (client) => {
    // A leader that has just begun does not know yet what is safe, and says so (KIP-207).
    const latest = await client.ask(2, 5, {
      replicaId: -1,
      isolationLevel: 0,
      topics: [
        {
          name: 'kept',
          partitions: [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: -1 }],
        },
      ],
    })
    if (latest.topics[0]?.partitions[0]?.errorCode !== 0) return null
    const { responses } = await client.ask(1, 11, {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: 10_000_000,
      isolationLevel: 0,
      sessionId: 0,
      sessionEpoch: -1,
      topics: [
        {
          topic: 'kept',
          partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 10_000_000 }],
        },
      ],
      forgottenTopicsData: [],
      rackId: '',
    })
    const answer = responses[0]?.partitions[0]
    if (answer === undefined || answer.errorCode !== 0) return null
    return [...batchesIn(answer.records as Uint8Array)].map(({ baseOffset }) => baseOffset)
  })
}

for (const flush of ['os', 'commit']) {
  test(`flush=${flush}: what was acknowledged is there after each of three kills`, () =>
    withFolder(async (folder) => {
      const broker = { 'highwater.flush': flush }
      const cluster = await launch({ data: `${folder}/data`, broker })
      const acknowledged: number[] = []
      for (let life = 0; life < 3; life++) {
        for (let n = 0; n < 10; n++) acknowledged.push(await produce(cluster))
        await cluster['threads'].host.get('broker-1')?.kill('killed by the test')
        assert.equal(await fetchAll(cluster), acknowledged)
      }
      assert.is(acknowledged.length, 30)
      assert.is(acknowledged.at(-1), 145)
      await cluster.stop()
    }))
}

test('without a directory the records are in a temporary one, which a stop removes', async () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => /^highwater-\w{6}$/.test(name))
  const before = new Set(folders())
  const cluster = await launch({})
  await produce(cluster)
  const made = folders().filter((name) => !before.has(name))
  const mine = made.filter((name) => existsSync(`${tmpdir()}/${name}/broker-1/kept-0`))
  assert.ok(mine.length >= 1)
  await cluster.stop()
  assert.ok(mine.some((name) => !existsSync(`${tmpdir()}/${name}`)))
})

test.run()
