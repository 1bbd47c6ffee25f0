/** Finding the control server: by a directory, or by a broker. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { controlUrlKey, findControl } from '../../cli/find-control.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { assert, suite } from '../harness.ts'
import { type Answer, type FakeBroker, fakeBroker, offers } from './kafka/fake-broker.ts'

const test = suite('find control')
const url = 'http://127.0.0.1:1/token'

async function refusal(action: Promise<unknown>): Promise<UserError> {
  try {
    await action
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** A broker with id 7 that tells this value of the key; with null it does not have the key. */
async function brokerThatTells(value: string | null): Promise<FakeBroker & { asked: string[] }> {
  const asked: string[] = []
  let self: FakeBroker | undefined
  const answer: Answer = (request) => {
    if (request.apiKey === 18) return offers([3, 0, 13], [32, 1, 4])
    if (request.apiKey === 3) {
      const { host, port } = self!
      return { brokers: [{ nodeId: 7, host, port }], topics: [], throttleTimeMs: 0, errorCode: 0 }
    }
    if (request.apiKey !== 32) return null
    const [resource] = request.body.resources
    asked.push(resource!.resourceName, ...(resource!.configurationKeys ?? []))
    const config = { name: controlUrlKey, value, readOnly: true, isSensitive: false }
    return {
      throttleTimeMs: 0,
      results: [
        {
          errorCode: 0,
          errorMessage: null,
          resourceType: 4,
          resourceName: '7',
          configs: value === null ? [] : [{ ...config, synonyms: [] }],
        },
      ],
    }
  }
  self = await fakeBroker(answer)
  return { ...self, asked }
}

test('a broker is asked by its id for the one key', async () => {
  const broker = await brokerThatTells(url)
  assert.is(await findControl({ bootstrap: `${broker.host}:${broker.port}` }), url)
  assert.equal(broker.asked, ['7', controlUrlKey])
  await broker.close()
})

test('a broker that is down is passed over', async () => {
  const broker = await brokerThatTells(url)
  assert.is(await findControl({ bootstrap: `127.0.0.1:1,${broker.host}:${broker.port}` }), url)
  await broker.close()
})

test('a cluster without the key is not a highwater cluster: wrong usage', async () => {
  for (const value of [null, '']) {
    const broker = await brokerThatTells(value)
    const { message, exitCode } = await refusal(
      findControl({ bootstrap: `${broker.host}:${broker.port}` }),
    )
    assert.match(message, 'not a highwater cluster')
    assert.is(exitCode, 2)
    await broker.close()
  }
})

test('a data directory names the control server in run.json', async () => {
  const data = mkdtempSync(join(tmpdir(), 'highwater-'))
  writeFileSync(join(data, 'run.json'), JSON.stringify({ control: url }))
  assert.is(await findControl({ data }), url)
  writeFileSync(join(data, 'run.json'), '{}')
  assert.match((await refusal(findControl({ data }))).message, 'names no control server')
  writeFileSync(join(data, 'run.json'), 'half')
  assert.match((await refusal(findControl({ data }))).message, 'is not JSON')
  rmSync(data, { recursive: true })
  const { message, hint } = await refusal(findControl({ data }))
  assert.match(message, 'no cluster runs in')
  assert.match(hint!, 'highwater start --data')
})

test.run()
