/**
 * Stubs: `to(ref).method(message)` becomes an envelope, without a table of methods to keep in
 * step.
 */

/** What a stub does with a call. */
export interface StubTarget {
  called(type: string, message: unknown): unknown
}

/**
 * Makes a stub class. Its methods appear on its prototype at first use (a proxy further up the
 * chain adds them), so that a call costs an ordinary property look-up from then on.
 */
export function stubClass(): new (target: StubTarget) => Record<string, (m: unknown) => unknown> {
  class Stub {
    readonly target: StubTarget
    constructor(target: StubTarget) {
      this.target = target
    }
  }
  const adder = new Proxy(Object.create(null) as object, {
    get(_, type) {
      if (typeof type !== 'string') return undefined
      const method = function (this: Stub, message: unknown) {
        return this.target.called(type, message)
      }
      Object.defineProperty(Stub.prototype, type, { value: method })
      return method
    },
  })
  Object.setPrototypeOf(Stub.prototype, adder)
  return Stub as unknown as new (
    target: StubTarget,
  ) => Record<string, (m: unknown) => unknown>
}
