/** ApiVersions: what this broker speaks, from the same list that its decoders come from. */
import { type AnyApi, apis, type ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { Workflow } from '../../../runtime/workflow.ts'

type ApiVersions = Extract<Request, { apiKey: 18 }>

/** KIP-511: a client's software name and version. */
const namePattern = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

export function* apiVersions({ apiVersion, body }: ApiVersions): Workflow<ResponseDraft<18>> {
  const { clientSoftwareName, clientSoftwareVersion } = body
  const named = namePattern.test(clientSoftwareName) && namePattern.test(clientSoftwareVersion)
  if (apiVersion >= 3 && !named) return { errorCode: codeOf('INVALID_REQUEST'), apiKeys: [] }
  return { errorCode: 0, apiKeys: apis.map(rangeOf) }
}

/** The answer to a version that is unknown here: this API's own range, in version 0 (KIP-511). */
export function unsupportedApiVersions(apiVersionsApi: AnyApi): ResponseDraft<18> {
  return { errorCode: codeOf('UNSUPPORTED_VERSION'), apiKeys: [rangeOf(apiVersionsApi)] }
}

function rangeOf({ key, versions, advertisedFrom }: AnyApi) {
  return { apiKey: key, minVersion: advertisedFrom, maxVersion: versions[1] }
}
