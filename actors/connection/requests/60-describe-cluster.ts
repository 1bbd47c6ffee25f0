/** DescribeCluster: the cluster's id, its controller and its brokers. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import { controllerOf } from '../cluster-answers.ts'
import type { RequestContext } from '../request-handlers.ts'

type DescribeCluster = Extract<Request, { apiKey: 60 }>

const brokerEndpoints = 1

export function* describeCluster(
  { body }: DescribeCluster,
  { view }: RequestContext,
): Workflow<ResponseDraft<60>> {
  const { endpointType } = body
  if (endpointType !== brokerEndpoints) {
    return {
      errorCode: codeOf('MISMATCHED_ENDPOINT_TYPE'),
      errorMessage: 'This is a broker: it describes brokers, not controllers.',
      endpointType,
      clusterId: view.boot.clusterId,
      brokers: [],
    }
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
  }
}
