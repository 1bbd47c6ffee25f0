/** Finds the control server of a running cluster: by its directory or by one of its brokers. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../cluster-config/user-error.ts'
import type { CommonFlags } from './common-flags.ts'
import { nameOf } from './kafka/address.ts'
import { bootstrapOf, connectToAny } from './kafka/bootstrap.ts'
import { KafkaConnection } from './kafka/connection.ts'

/** The read-only setting in which every broker of highwater publishes the address. */
export const controlUrlKey = 'highwater.control.url'
const brokerResource = 4

export interface FindFlags extends CommonFlags {
  readonly data?: string
}

/** The address, token included. */
export async function findControl(flags: FindFlags): Promise<string> {
  const { data } = flags
  return data === undefined ? askBroker(await bootstrapOf(flags)) : readRunFile(data)
}

function readRunFile(data: string): string {
  const file = join(data, 'run.json')
  let control: unknown
  try {
    control = JSON.parse(readFileSync(file, 'utf8')).control
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const hint = `highwater start --data ${data}`
    if (code === 'ENOENT') {
      throw new UserError(`no cluster runs in ${data}`, { exitCode: 1, hint })
    }
    throw new UserError(`${file} cannot be read: ${code ?? 'it is not JSON'}`, { exitCode: 1 })
  }
  if (typeof control === 'string' && control.startsWith('http://')) return control
  throw new UserError(`${file} names no control server`, { exitCode: 1 })
}

/** A broker answers for itself only, so a broker that the cluster names is asked by its id. */
async function askBroker(bootstrap: string): Promise<string> {
  const first = await connectToAny(bootstrap)
  try {
    const { brokers } = await first.ask(3, { topics: [] })
    const { host, port } = first.address
    const self = brokers.find((one) => one.host === host && one.port === port) ?? brokers[0]
    if (self === undefined) throw notHighwater(nameOf(first.address))
    if (self.host === host && self.port === port) return await urlFrom(first, self.nodeId)
    const own = await KafkaConnection.open({ host: self.host, port: self.port })
    return await urlFrom(own, self.nodeId).finally(() => own.close())
  } finally {
    first.close()
  }
}

async function urlFrom(connection: KafkaConnection, brokerId: number): Promise<string> {
  const { results } = await connection.ask(32, {
    resources: [
      {
        resourceType: brokerResource,
        resourceName: String(brokerId),
        configurationKeys: [controlUrlKey],
      },
    ],
  })
  const url = results[0]?.configs.find(({ name }) => name === controlUrlKey)?.value
  if (typeof url === 'string' && url !== '') return url
  throw notHighwater(nameOf(connection.address))
}

const notHighwater = (name: string): UserError =>
  new UserError(`${name}: not a highwater cluster`, {
    hint: 'this verb asks the control server that only highwater has',
  })
