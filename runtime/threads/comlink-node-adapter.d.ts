/** The shape of comlink's adapter for Node's workers, whose types its package does not export. */
declare module 'comlink/dist/esm/node-adapter.mjs' {
  import type { Endpoint } from 'comlink'

  export interface NodeEndpoint {
    postMessage(message: unknown, transfer?: any): void
    on(type: string, listener: any): unknown
    off(type: string, listener: any): unknown
    start?(): void
  }
  export default function nodeEndpoint(endpoint: NodeEndpoint): Endpoint
}
