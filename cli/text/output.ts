/** Where a verb writes: data to stdout, all else to stderr. */
import process from 'node:process'

export interface OutputFlags {
  readonly json?: boolean | undefined
  readonly quiet?: boolean | undefined
  readonly verbose?: boolean | undefined
  /** `--no-color` makes it false. */
  readonly color?: boolean | undefined
}

export type Paint = 'red' | 'green' | 'bold' | 'dim'

const codes: { readonly [paint in Paint]: number } = { red: 31, green: 32, bold: 1, dim: 2 }

export class Output {
  readonly json: boolean
  readonly verbose: boolean
  private readonly quiet: boolean
  private readonly color: boolean

  constructor({ json, quiet, verbose, color }: OutputFlags) {
    this.json = json === true
    this.quiet = quiet === true
    this.verbose = verbose === true
    this.color = color !== false && process.env['NO_COLOR'] === undefined
  }

  /** Lines for people or programs: the result. */
  data(text: string): void {
    process.stdout.write(`${text}\n`)
  }

  /** The result as one line of JSON. */
  object(value: object): void {
    this.data(JSON.stringify(value))
  }

  /** What goes on; nothing with --quiet. */
  note(text: string): void {
    if (!this.quiet) process.stderr.write(`${text}\n`)
  }

  /** What only --verbose shows. */
  detail(text: string): void {
    if (this.verbose) process.stderr.write(`${text}\n`)
  }

  paint(paint: Paint, text: string, stream: NodeJS.WriteStream = process.stdout): string {
    return this.color && stream.isTTY ? `\x1b[${codes[paint]}m${text}\x1b[0m` : text
  }
}
