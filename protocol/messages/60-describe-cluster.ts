/**
 * DescribeCluster (key 60): the cluster's id, controller and brokers (KIP-700).
 * Source: Apache Kafka DescribeCluster{Request,Response}.json.
 *   v0 flexible   v1 endpointType: brokers or controllers (KIP-919)   v2 fenced brokers (KIP-1073)
 */
import {
  array,
  type Body,
  boolean,
  int8,
  int16,
  int32,
  request,
  response,
  string,
} from '../schema.ts'

export const describeClusterRequest = request(
  {
    apiKey: 60,
    name: 'DescribeCluster',
    versions: [0, 2],
    flexible: 0,
  },
  {
    includeClusterAuthorizedOperations: boolean,
    endpointType: int8.from(1).default(1), // 1 brokers, 2 controllers
    includeFencedBrokers: boolean.from(2),
  },
)
export type DescribeClusterRequest = Body<typeof describeClusterRequest>

export const describeClusterResponse = response(
  {
    apiKey: 60,
    name: 'DescribeCluster',
    versions: [0, 2],
    flexible: 0,
  },
  {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable().default(null),
    endpointType: int8.from(1).default(1),
    clusterId: string,
    controllerId: int32.default(-1),
    brokers: array({
      brokerId: int32,
      host: string,
      port: int32,
      rack: string.nullable().default(null),
      isFenced: boolean.from(2),
    }),
    clusterAuthorizedOperations: int32.default(-0x8000_0000), // the default: not asked for
  },
)
export type DescribeClusterResponse = Body<typeof describeClusterResponse>
