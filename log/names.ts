/** Names of the directories and files of a log, as Kafka writes them. Source: LogFileUtils. */

export const fileKinds = ['log', 'index', 'timeindex', 'txnindex', 'snapshot'] as const
export type FileKind = (typeof fileKinds)[number]

export interface LogFileName {
  readonly baseOffset: number
  readonly kind: FileKind
}

export interface DirectoryName {
  readonly topic: string
  readonly partition: number
  /** Renamed because its topic is gone; what is in it goes too. */
  readonly deleted: boolean
}

export const epochCheckpointName = 'leader-epoch-checkpoint'
export const partitionMetadataName = 'partition.metadata'
export const recoveryPointsName = 'recovery-point-offset-checkpoint'
export const highWatermarksName = 'replication-offset-checkpoint'
export const logStartsName = 'log-start-offset-checkpoint'
/** Our own: where each log ended when the broker stopped in order. */
export const logEndsName = 'log-end-offset-checkpoint'
export const metaPropertiesName = 'meta.properties'
export const cleanShutdownName = '.kafka_cleanshutdown'

/** Of a snapshot the offset is that of the first record it does not know of. */
export function logFile(directory: string, baseOffset: number, kind: FileKind): string {
  return `${directory}/${String(baseOffset).padStart(20, '0')}.${kind}`
}

/** Null for every other file of a partition. */
export function parseLogFile(name: string): LogFileName | null {
  const match = /^(\d{20})\.([a-z]+)$/.exec(name)
  const baseOffset = Number(match?.[1])
  const kind = fileKinds.find((each) => each === match?.[2])
  return kind === undefined || !Number.isSafeInteger(baseOffset) ? null : { baseOffset, kind }
}

export const partitionDirectory = (topic: string, partition: number): string =>
  `${topic}-${partition}`

/** `uniqueId`: 32 hexadecimal digits. Kafka cuts the topic so that a file system takes the name. */
export function deletedDirectory(topic: string, partition: number, uniqueId: string): string {
  const suffix = `-${partition}.${uniqueId}-delete`
  return topic.slice(0, 255 - suffix.length) + suffix
}

/** Null for what is not the directory of a partition. */
export function parseDirectory(name: string): DirectoryName | null {
  const match = /^(.+)-(\d{1,10})(\.[0-9a-f]{32}-delete)?$/.exec(name)
  if (match === null) return null
  return { topic: match[1] as string, partition: Number(match[2]), deleted: match[3] !== undefined }
}
