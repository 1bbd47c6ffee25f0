/** What went wrong in words for the person at the keyboard, and what to do; never a stack. */
export interface UserErrorDetails {
  /** What to do about it, one line. */
  readonly hint?: string | undefined
  /** 1: it failed; 2: it was asked for wrongly. */
  readonly exitCode?: 1 | 2
}

export class UserError extends Error {
  override readonly name = 'UserError'
  readonly hint: string | undefined
  readonly exitCode: 1 | 2

  constructor(message: string, { hint, exitCode = 2 }: UserErrorDetails = {}) {
    super(message)
    this.hint = hint
    this.exitCode = exitCode
  }
}
