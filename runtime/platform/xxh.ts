/** xxHash, from WebAssembly on every platform. */
import xxhash from 'xxhash-wasm'
import type { Xxh } from '../ports/codecs.ts'

export async function loadXxh(): Promise<Xxh> {
  const wasm = await xxhash()
  return {
    h64: (bytes) => hex(wasm.h64Raw(bytes)),
    h32: (bytes) => wasm.h32Raw(bytes),
    create64() {
      const stream = wasm.create64()
      return {
        update(bytes) {
          stream.update(bytes)
        },
        digest: () => hex(stream.digest()),
      }
    },
  }
}

function hex(hash: bigint): string {
  return hash.toString(16).padStart(16, '0')
}
