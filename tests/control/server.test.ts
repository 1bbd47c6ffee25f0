/** The control server: its address, its token, and how it begins and ends. */
import { request } from 'node:http'
import { startControlServer } from '../../control/server.ts'
import { assert, suite } from '../harness.ts'
import { fakeTarget, someStatus } from './fake-target.ts'

const test = suite('control server')

interface Got {
  code: number
  json: Record<string, unknown>
  allow: string | undefined
}

const ask = (url: string, method = 'GET'): Promise<Got> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { method, agent: false }, (response) => {
      const { statusCode = 0, headers } = response
      let text = ''
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () =>
        resolve({ code: statusCode, json: parse(text), allow: headers.allow }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })

const parse = (text: string) => (text === '' ? {} : JSON.parse(text))

test('it listens on 127.0.0.1 on a free port, below a token that differs each time', async () => {
  const [one, other] = [await startControlServer(), await startControlServer()]
  assert.match(one.url, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/)
  assert.is.not(new URL(one.url).pathname, new URL(other.url).pathname)
  await one.close()
  await other.close()
})

test('until the cluster is attached requests are told that it starts', async () => {
  const server = await startControlServer()
  assert.equal(await ask(`${server.url}/status`), {
    code: 503,
    json: { error: 'the cluster is starting' },
    allow: undefined,
  })
  server.attach(fakeTarget())
  const { code, json } = await ask(`${server.url}/status`)
  assert.is(code, 200)
  assert.equal(json, JSON.parse(JSON.stringify(someStatus)))
  await server.close()
})

test('a wrong token, no token and an unknown resource are 404 in JSON', async () => {
  const server = await startControlServer()
  server.attach(fakeTarget())
  const { origin } = new URL(server.url)
  for (const url of [`${origin}/status`, `${origin}/wrong/status`, `${server.url}/other`, origin]) {
    const { code, json } = await ask(url)
    assert.is(code, 404, url)
    assert.equal(json, { error: 'there is nothing here' })
  }
  await server.close()
})

test('a wrong method is 405 and names the right one, and does nothing', async () => {
  const server = await startControlServer()
  const target = fakeTarget()
  server.attach(target)
  const { code, json, allow } = await ask(`${server.url}/stop`, 'GET')
  assert.is(code, 405)
  assert.is(allow, 'POST')
  assert.equal(json, { error: 'stop takes POST' })
  assert.is(target.stops, 0)
  await server.close()
})

test('stop is answered when the cluster is down, also while the server closes', async () => {
  const server = await startControlServer()
  let release = (): void => {}
  const down = new Promise<void>((resolve) => {
    release = resolve
  })
  const stopping = new Promise<void>((resolve) => {
    server.attach({
      ...fakeTarget(),
      stop: () => {
        resolve()
        return down
      },
    })
  })
  const answer = ask(`${server.url}/stop`, 'POST')
  await stopping
  const closing = server.close()
  release()
  assert.equal((await answer).json, { stopped: true })
  await closing
})

test('what fails in the cluster is a 500 with its reason', async () => {
  const server = await startControlServer()
  server.attach(
    fakeTarget(() => {
      throw new Error('broker 2 does not answer')
    }),
  )
  const { code, json } = await ask(`${server.url}/status`)
  assert.is(code, 500)
  assert.equal(json, { error: 'broker 2 does not answer' })
  await server.close()
})

test.run()
