/** A stream of random numbers whose draws are noted. */
import { RandomStream } from '../random.ts'

export class RecordedStream extends RandomStream {
  /** Absent while the base class warms up, whose draws nobody sees. */
  private readonly note: ((value: number) => void) | undefined

  constructor(seed: number, name: string, note: (value: number) => void) {
    super(seed, name)
    this.note = note
  }

  override uint32(): number {
    const value = super.uint32()
    this.note?.(value)
    return value
  }
}
