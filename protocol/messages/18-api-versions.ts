/**
 * ApiVersions (key 18): which APIs in which versions, and the cluster's features.
 * Source: Apache Kafka ApiVersions{Request,Response}.json.
 *   v1 throttleTimeMs   v3 flexible; client name and version (KIP-511), features (KIP-584)
 *   v4 features whose lowest version is 0 (KAFKA-17011)
 *   v5 clusterId, nodeId, REBOOTSTRAP_REQUIRED (KIP-1242)
 * The response header is v0 in all versions. To an unknown version the answer is a v0 body with
 * UNSUPPORTED_VERSION and the range of this API alone (KIP-511).
 */
import {
  array,
  type Body,
  boolean,
  int16,
  int32,
  int64,
  request,
  response,
  string,
} from '../schema.ts'

export const apiVersionsRequest = request(
  {
    apiKey: 18,
    name: 'ApiVersions',
    versions: [0, 5],
    flexible: 3,
  },
  {
    clientSoftwareName: string.from(3).ignorable(),
    clientSoftwareVersion: string.from(3).ignorable(),
    clusterId: string.nullable().from(5).default(null).ignorable(), // that the client expects
    nodeId: int32.from(5).default(-1).ignorable(), // likewise
  },
)
export type ApiVersionsRequest = Body<typeof apiVersionsRequest>

export const apiVersionsResponse = response(
  {
    apiKey: 18,
    name: 'ApiVersions',
    versions: [0, 5],
    flexible: 3,
  },
  {
    errorCode: int16,
    apiKeys: array({
      apiKey: int16,
      minVersion: int16,
      maxVersion: int16,
    }),
    throttleTimeMs: int32.from(1).ignorable(),
    supportedFeatures: array({
      name: string,
      minVersion: int16,
      maxVersion: int16,
    })
      .tagged(0, 3)
      .ignorable(),
    finalizedFeaturesEpoch: int64.tagged(1, 3).default(-1).ignorable(),
    finalizedFeatures: array({
      name: string,
      maxVersionLevel: int16,
      minVersionLevel: int16,
    })
      .tagged(2, 3)
      .ignorable(),
    zkMigrationReady: boolean.tagged(3, 3).ignorable(),
  },
)
export type ApiVersionsResponse = Body<typeof apiVersionsResponse>
