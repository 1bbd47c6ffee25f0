/**
 * Clocks, timers and chance of the platform throw while actors run: nothing real may reach a
 * simulation.
 */

/** Each is an object and the name of one of its functions. The only place that may name them. */
const banned: readonly (readonly [object: () => unknown, name: string])[] = [
  [() => globalThis, 'Date'],
  [() => globalThis.Date, 'now'],
  [() => Math, 'random'],
  [() => globalThis, 'setTimeout'],
  [() => globalThis, 'setInterval'],
  [() => globalThis, 'setImmediate'],
  [() => globalThis, 'queueMicrotask'],
  [() => globalThis, 'fetch'],
  [() => globalThis.performance, 'now'],
  [() => globalThis.crypto, 'getRandomValues'],
  [() => globalThis.crypto, 'randomUUID'],
]

/** What is thrown by the use of one. */
export class BannedGlobal extends Error {
  override readonly name = 'BannedGlobal'
}

/** Runs `action`; until it returns or throws, every use of a banned global throws. */
export function withoutGlobals<R>(action: () => R): R {
  const restore: (() => void)[] = []
  // The last first, so that `Date.now` is taken before `Date` itself.
  for (const [object, name] of [...banned].reverse()) {
    const holder = object()
    if (holder !== undefined) restore.push(replace(holder as object, name))
  }
  try {
    return action()
  } finally {
    for (const each of restore.reverse()) each()
  }
}

function replace(holder: object, name: string): () => void {
  const own = Object.getOwnPropertyDescriptor(holder, name)
  if (own === undefined && !(name in holder)) return () => {}
  function refuse(): never {
    throw new BannedGlobal(`${name} is not for actors: use the context`)
  }
  // Of what stands for `Date`.
  refuse.now = refuse
  Object.defineProperty(holder, name, { value: refuse, configurable: true, writable: true })
  return () => {
    if (own === undefined) Reflect.deleteProperty(holder, name)
    else Object.defineProperty(holder, name, own)
  }
}
