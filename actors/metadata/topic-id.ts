/** Topic ids: random UUIDs (version 4) in Kafka's text form, 22 letters of base64url. */

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** `random(bound)` gives an integer in [0, bound). Like Kafka's, never begins with a dash. */
export function newTopicId(random: (bound: number) => number): string {
  for (;;) {
    const bytes = new Uint8Array(16).map(() => random(256))
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
    const id = base64url(bytes)
    if (!id.startsWith('-')) return id
  }
}

function base64url(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 6) {
      bits -= 6
      text += letters[(held >> bits) & 63]
    }
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + letters[(held << (6 - bits)) & 63]
}
