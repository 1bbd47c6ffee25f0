/** DescribeCluster: the cluster's id, its controller and its brokers. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import { clusterOperations, controllerOf } from '../cluster-answers.ts'
import type { RequestContext } from '../request-handlers.ts'

type DescribeCluster = Extract<Request, { apiKey: 60 }>

const brokerEndpoints = 1
const controllerEndpoints = 2

export function* describeCluster(
  { body }: DescribeCluster,
  { view }: RequestContext,
): Workflow<ResponseDraft<60>> {
  const { endpointType } = body
  if (endpointType === controllerEndpoints) {
    return refused('MISMATCHED_ENDPOINT_TYPE', 'This broker describes brokers, not controllers.')
  }
  if (endpointType !== brokerEndpoints) {
    return refused('UNSUPPORTED_ENDPOINT_TYPE', `There is no endpoint type ${endpointType}.`)
  }
  return {
    errorCode: 0,
    endpointType,
    clusterId: view.boot.clusterId,
    controllerId: controllerOf(view),
    brokers: [...view.image.brokers.values()].map(({ brokerId, host, port, rack }) => ({
      brokerId,
      host,
      port,
      rack,
      isFenced: false,
    })),
    ...(body.includeClusterAuthorizedOperations
      ? { clusterAuthorizedOperations: clusterOperations }
      : {}),
  }
}

function refused(error: ErrorName, errorMessage: string): ResponseDraft<60> {
  return { errorCode: codeOf(error), errorMessage, clusterId: '', brokers: [] }
}
