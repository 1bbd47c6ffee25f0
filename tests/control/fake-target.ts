/** A cluster without brokers, for tests of what talks to one. */
import type { ClusterStatus, ControlTarget } from '../../control/target.ts'

export const someStatus: ClusterStatus = {
  clusterId: 'MkU3OEVBNTcwNTJENDM2Qg',
  bootstrap: '127.0.0.1:9092,127.0.0.1:9093',
  pid: 4711,
  uptimeMs: 61_000,
  rssBytes: 104_857_600,
  data: null,
  brokers: [
    { id: 1, host: '127.0.0.1', port: 9092, state: 'running', thread: 'broker-1', restarts: 0 },
    { id: 2, host: '127.0.0.1', port: 9093, state: 'down', thread: 'broker-2', restarts: 2 },
  ],
  controllers: [{ id: 101, state: 'running', thread: 'controllers', restarts: 0, active: true }],
  threads: [
    { name: 'broker-1', eventLoopUtilisation: 0.25 },
    { name: 'controllers', eventLoopUtilisation: 0.015 },
  ],
  actors: [
    {
      path: 'broker/listener',
      kind: 'listener',
      thread: 'broker-1',
      running: true,
      restarts: 1,
      mailboxDepth: 0,
    },
  ],
  partitions: [
    {
      topic: 'orders',
      topicId: 'AAAAAAAAAAAAAAAAAAAAAQ',
      partition: 0,
      leader: 1,
      leaderEpoch: 3,
      replicas: [1],
      isr: [1],
      highWatermark: 42,
      logStartOffset: 0,
      logEndOffset: 42,
    },
  ],
}

export interface FakeTarget extends ControlTarget {
  stops: number
}

export const fakeTarget = (status: () => ClusterStatus = () => someStatus): FakeTarget => ({
  stops: 0,
  status: async () => status(),
  async stop() {
    this.stops += 1
  },
})
