/** Where a cluster is asked first: `-b` or the configuration, and the first broker that answers. */
import { UserError } from '../../cluster-config/user-error.ts'
import type { CommonFlags } from '../common-flags.ts'
import type { Address } from './address.ts'
import { KafkaConnection } from './connection.ts'

const defaultPort = 9092

export async function bootstrapOf({ bootstrap, config }: CommonFlags): Promise<string> {
  if (bootstrap !== undefined) return bootstrap
  if (config === undefined) return `127.0.0.1:${defaultPort}`
  const { readConfigFile } = await import('../config/config-file.ts')
  const { host = '127.0.0.1', port = defaultPort } = readConfigFile(config)
  if (port !== 0) return `${host}:${port}`
  throw new UserError(`${config} says free ports: name a broker with -b`)
}

/** Reads `host:port,host:port`; the port may be left out. An IPv6 address stands in brackets. */
export function addressesOf(bootstrap: string): readonly Address[] {
  return bootstrap.split(',').map((text) => {
    const match = /^(?:\[([^\]]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/.exec(text.trim())
    const host = match?.[1] ?? match?.[2]
    const port = Number(match?.[3] ?? defaultPort)
    if (host !== undefined && port > 0 && port <= 65_535) return { host, port }
    throw new UserError(`-b takes HOST:PORT[,HOST:PORT], not "${bootstrap}"`)
  })
}

/** Connects to the first of the brokers that answers. */
export async function connectToAny(bootstrap: string): Promise<KafkaConnection> {
  const addresses = addressesOf(bootstrap)
  let failure: unknown
  for (const address of addresses) {
    try {
      return await KafkaConnection.open(address)
    } catch (error) {
      failure ??= error
    }
  }
  throw failure
}
