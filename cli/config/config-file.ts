/** Reads a configuration file, YAML or JSON; a fault is told with its line and column. */
import { readFileSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { ClusterInput, TopicInput } from '../../cluster-config/cluster-input.ts'
import { suggestion } from '../../cluster-config/did-you-mean.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { notBuiltYet } from '../not-built-yet.ts'
import { type ConfigFile, configSchema } from './config-schema.ts'

type Path = readonly PropertyKey[]
/** Every way a value can be wrong, as the schema library tells it. */
type Issue = z.core.$ZodIssue

export function readConfigFile(file: string): ClusterInput {
  return readConfig(readText(file), file)
}

/** `file` names the text in errors; a relative data directory is beside the file. */
export function readConfig(text: string, file: string): ClusterInput {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [broken] = document.errors
  if (broken !== undefined) {
    throw new UserError(`${placeAt(file, lines, broken.pos[0])}: ${broken.message}`)
  }
  const result = configSchema.safeParse(document.toJS() ?? {})
  if (result.success) return inputOf(result.data, file)
  const issue = result.error.issues[0]!
  const { path, message, hint } = inWords(issue)
  throw new UserError(`${placeAt(file, lines, positionOf(document, path))}: ${message}`, { hint })
}

function readText(file: string): string {
  const kind = extname(file)
  if (['.ts', '.mts', '.js', '.mjs'].includes(kind)) {
    throw notBuiltYet(`a configuration file in ${kind}`, 'part C')
  }
  if (!['.yaml', '.yml', '.json'].includes(kind)) {
    throw new UserError(`${file}: a configuration file ends in .yaml, .yml or .json`)
  }
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

function inputOf({ topics, data, ...rest }: ConfigFile, file: string): ClusterInput {
  const list = Object.entries(topics ?? {}).map(([name, topic]): TopicInput => {
    const { replicas, ...plan } = topic ?? {}
    const copies = replicas === undefined ? {} : { replicationFactor: replicas }
    return withoutUndefined({ name, ...plan, ...copies }) as TopicInput
  })
  return withoutUndefined({
    ...rest,
    ...(data === undefined ? {} : { data: resolve(dirname(file), data) }),
    ...(topics === undefined ? {} : { topics: list }),
  }) as ClusterInput
}

const withoutUndefined = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined))

interface Words {
  readonly path: Path
  readonly message: string
  readonly hint: string | undefined
}

function inWords(issue: Issue): Words {
  const { path } = issue
  const label = path.join('.')
  if (issue.code !== 'unrecognized_keys') {
    const own = issue.code === 'custom' || label === ''
    return { path, message: own ? issue.message : `${label}: ${issue.message}`, hint: undefined }
  }
  const key = issue.keys[0]!
  const known = path[0] === 'topics' ? ['partitions', 'replicas', 'config'] : topKeys
  const hint = suggestion(key, known) ?? `known here: ${known.join(', ')}`
  return { path: [...path, key], message: `${key} is not known here`, hint }
}

const topKeys = Object.keys(configSchema.shape)

/** Where the key of a path stands; where there is none, where its parent begins. */
function positionOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents
  let at = document.contents?.range?.[0] ?? 0
  for (const key of path) {
    if (!isMap(node)) break
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    if (pair === undefined) break
    at = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? at
    node = pair.value
  }
  return at
}

function placeAt(file: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `${file}:${line}:${col}`
}
