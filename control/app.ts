/** The control server's answers: JSON below a secret path, errors included. */
import { timingSafeEqual } from 'node:crypto'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { Resource } from './resource.ts'
import { status } from './resources/status.ts'
import { stop } from './resources/stop.ts'
import type { ControlTarget } from './target.ts'

const resources: readonly Resource[] = [status, stop]

export interface AppOptions {
  readonly token: string
  /** The cluster; null while it starts. */
  readonly target: () => ControlTarget | null
}

/** A request listener for `node:http`. */
export const controlListener = (options: AppOptions) =>
  getRequestListener(controlApp(options).fetch, { overrideGlobalObjects: false })

export function controlApp({ token, target }: AppOptions): Hono {
  const app = new Hono()
  app.notFound((context) => context.json({ error: 'there is nothing here' }, 404))
  app.onError((error, context) => context.json({ error: error.message }, 500))
  app.use('/:token/*', async (context, next) => {
    if (!sameToken(context.req.param('token'), token)) return context.notFound()
    return next()
  })
  for (const { method, path, answer } of resources) {
    app.on(method, `/:token${path}`, async (context) => {
      const cluster = target()
      if (cluster === null) return context.json({ error: 'the cluster is starting' }, 503)
      return context.json(await answer(cluster))
    })
    app.all(`/:token${path}`, (context) =>
      context.json({ error: `${path.slice(1)} takes ${method}` }, 405, { allow: method }),
    )
  }
  return app
}

/** Takes the same time whatever the guess. */
function sameToken(guess: string, token: string): boolean {
  const guessed = Buffer.from(guess)
  const expected = Buffer.from(token)
  return guessed.length === expected.length && timingSafeEqual(guessed, expected)
}
