/** A source file as the tidy checks see it: its text, and its code without comments and strings. */

export type SourceFile = { path: string; text: string; code: string }
export type Violation = { path: string; line: number; says: string }
export type Check = (files: SourceFile[]) => Violation[]

export function sourceFile(path: string, text: string): SourceFile {
  const isCode = /\.(ts|mjs)$/.test(path)
  return { path, text, code: isCode ? withoutCommentsAndStrings(text) : '' }
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

/** One violation for every match of `pattern`, which must be global. */
export function violationsOf(
  file: SourceFile,
  searched: string,
  pattern: RegExp,
  says: (match: RegExpMatchArray) => string,
): Violation[] {
  return [...searched.matchAll(pattern)].map((match) => ({
    path: file.path,
    line: lineAt(searched, match.index),
    says: says(match),
  }))
}

/** Blanks out what is not code. Quotes, line ends and every position stay where they are. */
export function withoutCommentsAndStrings(text: string): string {
  const out: string[] = []
  const templates: number[] = [] // brace depth at which each open `${` ends
  let depth = 0
  let at = 0
  while (at < text.length) {
    const end = templates.at(-1) === depth && text[at] === '}' ? -1 : endOfNonCode(text, at, out)
    if (end === -1 || text[at] === '`') {
      if (end === -1) templates.pop()
      at = blankTemplate(text, at, out)
      if (text[at - 1] === '{') templates.push(depth)
    } else if (end > at) {
      out.push(blank(text.slice(at, end)))
      at = end
    } else {
      if (text[at] === '{') depth++
      if (text[at] === '}') depth--
      out.push(text[at++] ?? '')
    }
  }
  return out.join('')
}

// Where a comment, a quoted string or a regular expression that begins here ends; else `at`.
function endOfNonCode(text: string, at: number, before: string[]): number {
  const rest = text.slice(at, at + 2)
  if (rest === '//') return indexOrEnd(text, '\n', at)
  if (rest === '/*') return indexOrEnd(text, '*/', at + 2) + 2
  const first = text[at]
  if (first === "'" || first === '"') return afterQuoted(text, at, first)
  if (first === '/' && beginsRegex(before)) return afterRegex(text, at)
  return at
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const index = text.indexOf(wanted, from)
  return index === -1 ? text.length : index
}

function afterQuoted(text: string, at: number, quote: string): number {
  let end = at + 1
  while (end < text.length && text[end] !== quote && text[end] !== '\n') {
    end += text[end] === '\\' ? 2 : 1
  }
  return end + 1
}

function afterRegex(text: string, at: number): number {
  let inClass = false
  let end = at + 1
  while (end < text.length && text[end] !== '\n' && (inClass || text[end] !== '/')) {
    if (text[end] === '[') inClass = true
    if (text[end] === ']') inClass = false
    end += text[end] === '\\' ? 2 : 1
  }
  return end + 1
}

// A slash divides after a value; after anything else it begins a regular expression.
function beginsRegex(before: string[]): boolean {
  const code = before.slice(-40).join('').trimEnd()
  return code === '' || /[^\w$)\]}'"`]$|\b(?:return|typeof|case|of|in|yield)$/.test(code)
}

// From a backtick, or from the `}` that ends an inner expression, to the next `${` or backtick.
function blankTemplate(text: string, at: number, out: string[]): number {
  let end = at + 1
  while (end < text.length && text[end] !== '`' && !text.startsWith('${', end)) {
    end += text[end] === '\\' ? 2 : 1
  }
  end = Math.min(end + (text[end] === '`' ? 1 : 2), text.length)
  out.push(blank(text.slice(at, end)))
  return end
}

function blank(text: string): string {
  const first = text[0] ?? ''
  const isString = first === "'" || first === '"'
  const inner = (isString ? text.slice(1, -1) : text).replace(/[^\n]/g, ' ')
  return isString ? first + inner + first : inner
}
