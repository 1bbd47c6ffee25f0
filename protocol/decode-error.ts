/**
 * What a decoder throws for bytes that are not what they claim to be; never a fault of this
 * program.
 */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  /** Byte position in the decoded range at which the fault was seen. */
  readonly position: number

  constructor(reason: string, position: number) {
    super(`${reason} at byte ${position}`)
    this.position = position
  }
}
