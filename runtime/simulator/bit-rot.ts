/** Damage to bytes at rest, laid over the pristine copy, so that it can be taken away again. */

interface Damage {
  readonly position: number
  /** The bits that are turned over. */
  readonly mask: number
}

export class BitRot {
  private readonly files = new Map<string, Damage[]>()

  /** Turns over the bits of `mask` in the byte at `position`; what is returned turns them back. */
  damage(file: string, position: number, mask: number): () => void {
    const damage = { position, mask }
    this.files.set(file, [...(this.files.get(file) ?? []), damage])
    return () => {
      for (const [name, damages] of this.files) {
        this.keep(
          name,
          damages.filter((each) => each !== damage),
        )
      }
    }
  }

  /** What a read at `position` gets instead of `parts`, which are not changed. */
  applied(file: string, position: number, parts: Uint8Array[]): Uint8Array[] {
    const damages = this.files.get(file)
    if (damages === undefined) return parts
    let start = position
    return parts.map((part) => {
      const end = start + part.length
      const here = damages.filter((each) => each.position >= start && each.position < end)
      const shown = here.length === 0 ? part : new Uint8Array(part)
      for (const each of here) (shown[each.position - start] as number) ^= each.mask
      start = end
      return shown
    })
  }

  /** What is cut off takes its damage along. */
  cutAt(file: string, size: number): void {
    const damages = this.files.get(file)
    if (damages === undefined) return
    this.keep(
      file,
      damages.filter((each) => each.position < size),
    )
  }

  renamed(file: string, to: string): void {
    const damages = this.files.get(file)
    this.files.delete(file)
    this.files.delete(to)
    if (damages !== undefined) this.files.set(to, damages)
  }

  private keep(file: string, damages: Damage[]): void {
    if (damages.length === 0) this.files.delete(file)
    else this.files.set(file, damages)
  }
}
