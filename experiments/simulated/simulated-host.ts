/** The host that runs experiments in the deterministic simulator. */
import type { Codecs } from '../../runtime/ports/codecs.ts'
import { schedule } from '../../runtime/simulator/faults.ts'
import { Simulator } from '../../runtime/simulator/simulator.ts'
import { silent, type TraceEvent } from '../../runtime/trace.ts'
import type { Host, Observed } from '../host.ts'
import { runCluster } from './run-cluster.ts'

export function simulatedHost(codecs: Codecs): Host {
  return {
    runCluster: (trial) => runCluster(trial, codecs),
    runSystem: ({ seed, name, plant, faults, forMs }) => {
      const events: TraceEvent[] = []
      const observer = { ...silent, event: (event: TraceEvent) => void events.push(event) }
      const simulator = new Simulator({ seed, xxh: codecs.xxh, observer })
      simulator.system(name, plant)
      schedule(simulator, faults)
      simulator.run({ untilMs: forMs })
      return observedIn(simulator, events, { faultsApplied: faults.length, unfinished: null })
    },
  }
}

export function observedIn(
  simulator: Simulator,
  events: readonly TraceEvent[],
  rest: Pick<Observed, 'faultsApplied' | 'unfinished'>,
): Observed {
  return {
    events,
    digest: simulator.history.digest(),
    deliveries: simulator.history.deliveries,
    elapsedMs: simulator.nowMs,
    bitFlips: simulator.network.flips,
    ...rest,
  }
}
