/** Every experiment, in the order of the table of guarantees. */
import type { Experiment } from './experiment.ts'
import { acksNone } from './guarantees/acks-none.ts'
import { crcNetwork } from './guarantees/crc-network.ts'
import { noOrderAcrossTopics } from './guarantees/no-order-across-topics.ts'
import { readOrder } from './guarantees/read-order.ts'
import { supervisionEscalation } from './supervision/supervision-escalation.ts'
import { supervisionStrategies } from './supervision/supervision-strategies.ts'

export const allExperiments: ReadonlyMap<string, Experiment> = new Map(
  [
    noOrderAcrossTopics,
    readOrder,
    acksNone,
    crcNetwork,
    supervisionStrategies,
    supervisionEscalation,
  ].map((each) => [each.name, each]),
)
