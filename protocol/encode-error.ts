/** What an encoder throws for a value that the asked version of a message cannot carry. */
export class EncodeError extends Error {
  override readonly name = 'EncodeError'
}
