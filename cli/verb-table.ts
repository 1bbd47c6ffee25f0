/** Every verb, in the order of the help. A verb's file is loaded when the verb is used. */
import type { Command } from 'commander'
import type { Part } from './not-built-yet.ts'

/** `behind` are the words behind `--`, which only `start` tells from others. */
export type Define = (behind: readonly string[]) => Command

/** Without a summary it is not shown. */
export type Verb =
  | { readonly summary: string | null; readonly load: () => Promise<Define> }
  | { readonly later: Part }

export const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  [
    'start',
    {
      summary: 'start a cluster; the verb that is meant when none is named',
      load: async () => (await import('./verbs/start.ts')).start,
    },
  ],
  [
    'status',
    {
      summary: 'show brokers, partitions, threads and actors',
      load: async () => (await import('./verbs/status.ts')).status,
    },
  ],
  [
    'stop',
    {
      summary: 'stop a running cluster',
      load: async () => (await import('./verbs/stop.ts')).stop,
    },
  ],
  [
    'topic',
    {
      summary: 'create, list, describe and delete topics',
      load: async () => (await import('./verbs/topic.ts')).topic,
    },
  ],
  [
    'produce',
    {
      summary: 'send lines as records',
      load: async () => (await import('./verbs/produce.ts')).produce,
    },
  ],
  [
    'consume',
    {
      summary: 'read records',
      load: async () => (await import('./verbs/consume.ts')).consume,
    },
  ],
  [
    'api-versions',
    {
      summary: 'show which Kafka APIs a broker speaks',
      load: async () => (await import('./verbs/api-versions.ts')).apiVersions,
    },
  ],
  [
    'log',
    {
      summary: 'look into the files of a log, and for damage in them',
      load: async () => (await import('./verbs/log.ts')).log,
    },
  ],
  [
    'check',
    {
      summary: 'run experiments under many seeds: which guarantees hold',
      load: async () => (await import('./verbs/check.ts')).check,
    },
  ],
  [
    'replay',
    {
      summary: 'run one seed of an experiment, or a saved failure, again',
      load: async () => (await import('./verbs/replay.ts')).replay,
    },
  ],
  [
    'completion',
    {
      summary: 'print what makes a shell complete verbs and flags',
      load: async () => (await import('./verbs/completion.ts')).completion,
    },
  ],
  ['complete', { summary: null, load: async () => (await import('./verbs/complete.ts')).complete }],
  ['restart', { later: 'part B' }],
  ['fault', { later: 'part B' }],
  ['elect', { later: 'part B' }],
  ['group', { later: 'part C' }],
  ['offsets', { later: 'part C' }],
  ['config', { later: 'part C' }],
  ['perf', { later: 'part C' }],
  ['doctor', { later: 'part C' }],
  ['demo', { later: 'part C' }],
  ['txn', { later: 'part D' }],
  ['top', { later: 'a later part' }],
  ['acl', { later: 'a later part' }],
  ['user', { later: 'a later part' }],
  ['quota', { later: 'a later part' }],
  ['reassign', { later: 'a later part' }],
  ['matrix', { later: 'a later part' }],
  ['mirror', { later: 'a later part' }],
])
