/**
 * DescribeConfigs (key 32): settings of brokers, topics and others, with where each value comes
 * from.
 * Source: Apache Kafka DescribeConfigs{Request,Response}.json.
 *   v1 synonyms, configSource (KIP-226)   v3 documentation, configType (KIP-569)   v4 flexible
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

export const describeConfigsRequest = request(
  {
    apiKey: 32,
    name: 'DescribeConfigs',
    versions: [1, 4],
    flexible: 4,
  },
  {
    resources: array({
      resourceType: int8, // 2 topic, 4 broker
      resourceName: string,
      configurationKeys: array(string).nullable(), // null: all
    }),
    includeSynonyms: boolean.from(1),
    includeDocumentation: boolean.from(3),
  },
)
export type DescribeConfigsRequest = Body<typeof describeConfigsRequest>

export const describeConfigsResponse = response(
  {
    apiKey: 32,
    name: 'DescribeConfigs',
    versions: [1, 4],
    flexible: 4,
  },
  {
    throttleTimeMs: int32.default(0),
    results: array({
      errorCode: int16,
      errorMessage: string.nullable(),
      resourceType: int8,
      resourceName: string,
      configs: array({
        name: string,
        value: string.nullable(),
        readOnly: boolean,
        configSource: int8.from(1).default(-1).ignorable(),
        isSensitive: boolean,
        synonyms: array({
          name: string,
          value: string.nullable(),
          source: int8,
        })
          .from(1)
          .ignorable(),
        configType: int8.from(3).ignorable(),
        documentation: string.nullable().from(3).ignorable(),
      }),
    }),
  },
)
export type DescribeConfigsResponse = Body<typeof describeConfigsResponse>
