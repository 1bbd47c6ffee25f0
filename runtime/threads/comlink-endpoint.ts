/** Comlink's adapter for Node's workers and ports, with the types that its package hides. */
import type { Endpoint } from 'comlink'
// @ts-expect-error: the package exports this module without its types
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'

/** A worker, or a message port. */
export interface NodeEndpoint {
  postMessage(message: unknown, transfer?: any): void
  on(type: string, listener: any): unknown
  off(type: string, listener: any): unknown
}

export const endpointOf = nodeEndpoint as (endpoint: NodeEndpoint) => Endpoint
