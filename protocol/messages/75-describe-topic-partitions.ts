/**
 * DescribeTopicPartitions (key 75): topics in pages, with eligible leader replicas (KIP-966).
 * Source: Apache Kafka DescribeTopicPartitions{Request,Response}.json.   v0 flexible
 */
import {
  array,
  type Body,
  boolean,
  int16,
  int32,
  request,
  response,
  string,
  struct,
  uuid,
} from '../schema.ts'

/** Where the next page begins. */
const cursor = struct({ topicName: string, partitionIndex: int32 }).nullable().default(null)

export const describeTopicPartitionsRequest = request(
  {
    apiKey: 75,
    name: 'DescribeTopicPartitions',
    versions: [0, 0],
    flexible: 0,
  },
  {
    topics: array({ name: string }), // none: all
    responsePartitionLimit: int32.default(2000),
    cursor,
  },
)
export type DescribeTopicPartitionsRequest = Body<typeof describeTopicPartitionsRequest>

export const describeTopicPartitionsResponse = response(
  {
    apiKey: 75,
    name: 'DescribeTopicPartitions',
    versions: [0, 0],
    flexible: 0,
  },
  {
    throttleTimeMs: int32.default(0).ignorable(),
    topics: array({
      errorCode: int16,
      name: string.nullable(),
      topicId: uuid.ignorable(),
      isInternal: boolean.default(false).ignorable(),
      partitions: array({
        errorCode: int16,
        partitionIndex: int32,
        leaderId: int32,
        leaderEpoch: int32.default(-1).ignorable(),
        replicaNodes: array(int32),
        isrNodes: array(int32),
        eligibleLeaderReplicas: array(int32).nullable().default(null),
        lastKnownElr: array(int32).nullable().default(null),
        offlineReplicas: array(int32).ignorable(),
      }),
      topicAuthorizedOperations: int32.default(-0x8000_0000), // the default: not asked for
    }),
    nextCursor: cursor,
  },
)
export type DescribeTopicPartitionsResponse = Body<typeof describeTopicPartitionsResponse>
