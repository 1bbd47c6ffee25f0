/** ApiVersions: what this broker speaks, from the same list that its decoders come from. */
import { type AnyApi, apis, type ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import type { RequestContext } from '../request-handlers.ts'

type ApiVersions = Extract<Request, { apiKey: 18 }>

/** KIP-511: a client's software name and version. */
const namePattern = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

export function* apiVersions(
  request: ApiVersions,
  context: RequestContext,
): Workflow<ResponseDraft<18>> {
  const error = nameFault(request) ?? addressFault(request, context)
  if (error !== null) return { errorCode: codeOf(error), apiKeys: [] }
  return { errorCode: 0, apiKeys: apis.map(rangeOf) }
}

function nameFault({ apiVersion, body }: ApiVersions): ErrorName | null {
  const { clientSoftwareName, clientSoftwareVersion } = body
  const named = namePattern.test(clientSoftwareName) && namePattern.test(clientSoftwareVersion)
  return apiVersion >= 3 && !named ? 'INVALID_REQUEST' : null
}

/** KIP-1242: a client that has reached another broker than it meant is told to start again. */
function addressFault({ body }: ApiVersions, { view }: RequestContext): ErrorName | null {
  const { clusterId, nodeId } = body
  const { boot } = view
  if ((clusterId === null) !== (nodeId === -1)) return 'INVALID_REQUEST'
  const meant = clusterId === null || (clusterId === boot.clusterId && nodeId === boot.brokerId)
  return meant ? null : 'REBOOTSTRAP_REQUIRED'
}

/** The answer to a version that is unknown here: this API's own range, in version 0 (KIP-511). */
export function unsupportedApiVersions(apiVersionsApi: AnyApi): ResponseDraft<18> {
  return { errorCode: codeOf('UNSUPPORTED_VERSION'), apiKeys: [rangeOf(apiVersionsApi)] }
}

function rangeOf({ key, versions, advertisedFrom }: AnyApi) {
  return { apiKey: key, minVersion: advertisedFrom, maxVersion: versions[1] }
}
