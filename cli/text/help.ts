/** The help that comes without a verb. */

import { verbs } from '../verb-table.ts'
import { table } from './table.ts'

export function overview(): string {
  const rows: string[][] = []
  for (const [name, verb] of verbs) {
    if ('summary' in verb && verb.summary !== null) rows.push([`  ${name}`, verb.summary])
  }
  return `highwater: a real Kafka cluster, without a JVM and without Docker

Usage: highwater [verb] [flags]

${table(rows)}

Every verb takes --help, --json, -q, -v, --config FILE, -X key=value, -b HOSTS, --no-color.

Examples:
  highwater                         three brokers on 127.0.0.1:9092 to 9094
  highwater start -n 1 --port 0     one broker on a free port
  highwater start -- npm test       a cluster for as long as the tests run`
}
