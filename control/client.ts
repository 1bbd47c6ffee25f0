/** Asks the control server of a running cluster, whose address carries the token. */
import { request } from 'node:http'
import { UserError } from '../cluster-config/user-error.ts'
import type { ClusterStatus } from './target.ts'

/** The longest a frozen cluster keeps somebody waiting. */
const answerWithinMs = 10_000
/** Stopping writes everything out first. */
const stoppedWithinMs = 60_000

export const askStatus = (url: string): Promise<ClusterStatus> =>
  call(url, 'GET', 'status', answerWithinMs) as Promise<ClusterStatus>

/** Settles when the cluster is down. */
export async function askStop(url: string): Promise<void> {
  await call(url, 'POST', 'stop', stoppedWithinMs)
}

async function call(url: string, method: string, path: string, withinMs: number): Promise<object> {
  const { code, text } = await exchange(`${url}/${path}`, method, withinMs)
  const answer = parsed(text)
  if (code === 200 && answer !== undefined) return answer
  const reason = answer?.['error'] ?? `it answered with HTTP ${code}`
  throw new UserError(`the cluster did not do it: ${reason}`, { exitCode: 1 })
}

const parsed = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

interface Answer {
  readonly code: number
  readonly text: string
}

const exchange = (url: string, method: string, withinMs: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(unreachable(error))
    const asked = request(url, { method, agent: false, timeout: withinMs }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ code: response.statusCode ?? 0, text }))
      response.on('error', failed)
    })
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${withinMs} ms`)))
    asked.on('error', failed)
    asked.end()
  })

const unreachable = (error: Error): UserError =>
  new UserError(`the cluster cannot be reached: ${error.message}`, {
    exitCode: 1,
    hint: 'it may have ended; start one with: highwater start',
  })
