/** An actor's public methods are its mailbox: one message each, no answer, nothing asynchronous. */
import { lineAt, type SourceFile, type Violation } from './source.ts'

const actorClass =
  /^( *)(?:export )?(?:abstract )?class (\w+)\b[^{]*?\bextends (?:Actor|QuorumVoter)\b/gm

export function checkMailboxes(files: SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => path.endsWith('.ts') && !path.startsWith('tests/'))
    .flatMap(({ path, code }) =>
      [...code.matchAll(actorClass)].flatMap((match) => {
        const body = bodyFrom(code, match.index, match[1] ?? '')
        return publicMethods(body, `${match[1]}  `).flatMap(({ name, head, index }) => {
          const line = lineAt(code, match.index + index)
          return faultsOf(head).map((fault) => ({
            path,
            line,
            says: `${match[2]}.${name} ${fault}`,
          }))
        })
      }),
    )
}

function bodyFrom(code: string, start: number, indent: string): string {
  const end = code.indexOf(`\n${indent}}`, start)
  return code.slice(start, end === -1 ? undefined : end)
}

const returnTypeMax = 60

type Method = { name: string; head: string; index: number }

const hidden = /^(?:private|protected|static|get|set|abstract|declare|readonly|constructor)\b/

function publicMethods(body: string, indent: string): Method[] {
  const member = new RegExp(
    `^${indent}(?! )((?:[a-z]+ )*)(\\*?\\s*[\\w$]+)\\s*(?:<[^>\\n]*>)?\\(`,
    'gm',
  )
  return [...body.matchAll(member)]
    .filter(([line]) => !hidden.test(line.trim()) && !/ (?:get|set) /.test(line))
    .map((match) => ({
      name: (match[2] ?? '').trim(),
      head: body.slice(match.index, endOfParameters(body, match.index) + returnTypeMax),
      index: match.index,
    }))
}

function endOfParameters(text: string, start: number): number {
  let depth = 0
  for (let at = text.indexOf('(', start); at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')' && --depth === 0) return at
  }
  return text.length
}

function faultsOf(head: string): string[] {
  const end = endOfParameters(head, 0)
  const parameters = head.slice(head.indexOf('(') + 1, end)
  const faults: string[] = []
  if (/\basync\b/.test(head.slice(0, head.indexOf('(')))) faults.push('is async')
  if (countParameters(parameters) > 1) faults.push('takes more than one parameter')
  if (!/^\)\s*:\s*void\b(?!\s*\|)/.test(head.slice(end))) faults.push('does not return void')
  return faults
}

function countParameters(text: string): number {
  let depth = 0
  let commas = 0
  const trimmed = text.replaceAll('=>', '').trim().replace(/,$/, '')
  for (const letter of trimmed) {
    if ('({[<'.includes(letter)) depth++
    if (')}]>'.includes(letter)) depth--
    if (letter === ',' && depth === 0) commas++
  }
  return trimmed === '' ? 0 : commas + 1
}
