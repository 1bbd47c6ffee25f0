/** The network port: listening, connecting, and frames of 4-byte length plus payload. */

/** A socket's number, unique within its system for as long as the system lives. */
export type SocketId = number

/**
 * Why a socket ended: by the peer in order, by a reset, by us, or by a frame that broke the
 * limit.
 */
export type CloseReason = 'ended' | 'reset' | 'closed' | 'frame-too-large'

export type NetworkErrorCode =
  | 'EADDRINUSE'
  | 'EACCES'
  | 'EADDRNOTAVAIL'
  | 'ECONNREFUSED'
  | 'ETIMEDOUT'
  | 'EFAILED'

/** Where what happens on a listener or socket is to be told. */
export interface Owner {
  readonly path: string
  readonly incarnation: number
}

/**
 * What happens on a socket comes to its owner as an `input` message, sent by calling `tell`:
 *
 * | message | of the owner's method |
 * |---|---|
 * | `listening { port }`, `listenFailed { code, port }` | after `listen` |
 * | `accepted { socket, remote }` | after `listen`, once for each connection |
 * | `connected { socket }`, `connectFailed { code }` | after `connect` |
 * | `frame { socket, bytes }` | once for each `read`, the payload without its length |
 * | `socketClosed { socket, reason }` | exactly once, unless the owner closed it itself |
 *
 * A socket is read only on demand: nothing more than one frame and one chunk is ever buffered
 * for a connection whose owner does not ask, and none while its peer does not take what we wrote.
 */
export interface NetworkPort {
  listen(owner: Owner, at: { host: string; port: number }): void
  connect(owner: Owner, to: { host: string; port: number; timeoutMs: number }): void
  /**
   * Takes over a socket that was accepted or connected. Frames longer than `maxFrameBytes` end
   * it.
   */
  adopt(owner: Owner, socket: SocketId, maxFrameBytes: number): void
  /** Asks for the next frame. One outstanding `read` a socket. */
  read(socket: SocketId): void
  /** Writes bytes as they are (a frame's length included). They must not be changed afterwards. */
  write(socket: SocketId, chunks: readonly Uint8Array[]): void
  /** `end` lets what was written arrive; `reset` does not. */
  close(socket: SocketId, how: 'end' | 'reset'): void
  /** Stops the listener that this owner opened, and closes every socket that this owner holds. */
  release(owner: Owner): void
}
