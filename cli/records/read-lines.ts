/** Cuts a stream of bytes into lines, as bytes: what is sent need not be text. */
const newline = 10

/** Every line that has wholly arrived comes at once, so that typing sends line by line. */
export async function* readLines(
  source: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<readonly Uint8Array[]> {
  let begun: Uint8Array[] = []
  for await (const part of source) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part
    const lines: Uint8Array[] = []
    let from = 0
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
      const piece = bytes.subarray(from, end)
      lines.push(begun.length === 0 ? piece : Buffer.concat([...begun, piece]))
      begun = []
      from = end + 1
    }
    if (from < bytes.length) begun.push(bytes.subarray(from))
    if (lines.length > 0) yield lines
  }
  if (begun.length > 0) yield [Buffer.concat(begun)]
}
