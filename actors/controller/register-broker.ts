/** Registration of brokers. Source: Kafka's ClusterControlManager.registerBroker, KIP-966. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import { loseTrust, withoutBroker } from './broker-changes.ts'
import type { ControllerView } from './controller-view.ts'

export interface RegistrationRequest {
  readonly brokerId: number
  readonly incarnationId: string
  readonly host: string
  readonly port: number
  readonly rack: string | null
  /**
   * The epoch of its registration before this one, if nothing that it had then is missing; -1 when
   * it cannot say so.
   */
  readonly previousBrokerEpoch: number
}

export interface RegistrationDecision {
  readonly error: ErrorName
  readonly records: readonly MetadataRecord[]
  /** -1 when refused. */
  readonly brokerEpoch: number
}

/** `hasSession`: another incarnation of this broker is heard of. */
export function decideRegistration(
  view: ControllerView,
  { previousBrokerEpoch, ...request }: RegistrationRequest,
  hasSession: boolean,
): RegistrationDecision {
  const { image, rules } = view
  const known = image.brokers.get(request.brokerId)
  if (known !== undefined && rules.isSameRegistration(known, request.incarnationId)) {
    return { error: 'NONE', records: [], brokerEpoch: known.brokerEpoch }
  }
  if (known !== undefined && hasSession) {
    return { error: 'DUPLICATE_BROKER_REGISTRATION', records: [], brokerEpoch: -1 }
  }
  const records: MetadataRecord[] = [{ kind: 'registerBroker', ...request }]
  if (known !== undefined) {
    const unclean = rules.wasUnclean(known, previousBrokerEpoch)
    if (unclean) records.push(...loseTrust(view, request.brokerId))
    // It begins fenced: whatever its last incarnation led and was in sync with is over.
    else if (!known.fenced) records.push(...withoutBroker(view, request.brokerId))
  }
  return { error: 'NONE', records, brokerEpoch: image.endOffset }
}
