/** `GET status`: every broker, controller, thread, actor and partition. */
import type { Resource } from '../resource.ts'

export const status: Resource = {
  method: 'GET',
  path: '/status',
  answer: (target) => target.status(),
}
