/** `POST stop`: stops the cluster in order; the answer comes when it is down. */
import type { Resource } from '../resource.ts'

export const stop: Resource = {
  method: 'POST',
  path: '/stop',
  async answer(target) {
    await target.stop()
    return { stopped: true }
  },
}
