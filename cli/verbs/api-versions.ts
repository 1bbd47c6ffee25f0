/** `highwater api-versions`: what a broker speaks, beside what highwater's own clients speak. */
import type { Command } from 'commander'
import { apiOf } from '../../protocol/api-versions.ts'
import { type CommonFlags, outputOf, verbCommand } from '../common-flags.ts'
import { nameOf } from '../kafka/address.ts'
import { bootstrapOf, connectToAny } from '../kafka/bootstrap.ts'
import type { SpokenApi } from '../kafka/connection.ts'
import { refuseSettings } from '../refuse-settings.ts'
import { table } from '../text/table.ts'

export const apiVersions = (): Command =>
  verbCommand('api-versions', 'Show which Kafka APIs a broker speaks.', [
    'api-versions',
    'api-versions -b 127.0.0.1:9093 --json',
  ]).action(async (flags: CommonFlags) => {
    refuseSettings('api-versions', flags)
    const out = outputOf(flags)
    const connection = await connectToAny(await bootstrapOf(flags))
    connection.close()
    const broker = nameOf(connection.address)
    const apis = connection.spoken.map((api) => ({ ...api, name: apiName(api.apiKey) }))
    if (out.json) out.object({ broker, apis })
    else out.data(apisText(connection.spoken))
  })

const apiName = (key: number): string | null => apiOf(key)?.name ?? null

export function apisText(apis: readonly SpokenApi[]): string {
  const rows = apis.map(({ apiKey, minVersion, maxVersion }) => [
    `${apiKey}`,
    apiName(apiKey) ?? '-',
    minVersion === maxVersion ? `${minVersion}` : `${minVersion} to ${maxVersion}`,
  ])
  return table([['KEY', 'API', 'VERSIONS'], ...rows])
}
