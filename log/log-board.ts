/**
 * What a broker knows of all its logs: their directories, and the points of each as the root
 * checkpoints keep them. Each partition's replica writes its own row; whoever keeps the checkpoints
 * reads them all.
 */
import type { DiskPort } from '../runtime/ports/disk.ts'
import {
  cleanShutdownName,
  deletedDirectory,
  highWatermarksName,
  logEndsName,
  logStartsName,
  metaPropertiesName,
  parseDirectory,
  partitionDirectory,
  partitionMetadataName,
  recoveryPointsName,
} from './names.ts'
import { decodeOffsets, encodeOffsets, type PartitionOffset } from './offset-checkpoint.ts'
import { type LogPoints, noPoints, type ScannedFile, scansDue } from './open-log.ts'
import {
  brokerEpochOf,
  decodeMetaProperties,
  decodePartitionMetadata,
  encodeCleanShutdown,
  encodeMetaProperties,
  encodePartitionMetadata,
} from './properties.ts'
import { ReplacedFile } from './replaced-file.ts'
import type { SegmentToScan } from './scan.ts'
import { readBytes } from './stored-batch.ts'

export interface LogRow {
  readonly topic: string
  readonly partition: number
  readonly topicId: string
  readonly directory: string
  recoveryPoint: number
  highWatermark: number
  logStartOffset: number
  /** Its end, once its replica has closed it in order; -1 before. */
  closedAt: number
}

/** Who the broker is, and of which cluster. */
export interface LogOwner {
  readonly clusterId: string
  readonly nodeId: number
  /** 22 letters of base64url, for a directory that is new. */
  readonly newDirectoryId: string
}

/** The root checkpoints, by the name of their files. */
const checkpoints = [
  [recoveryPointsName, 'recoveryPoint'],
  [highWatermarksName, 'highWatermark'],
  [logStartsName, 'logStartOffset'],
] as const

/** Written at an orderly end only. */
const ends = [[logEndsName, 'closedAt']] as const

export class LogBoard {
  /** The files are as an orderly stop has left them. */
  wasCleanStop = false
  /** That the broker had when it stopped in order; -1 when it did not. */
  lastBrokerEpoch = -1
  /** What scans at the start have found, by file, until the logs are opened. */
  readonly scanned = new Map<string, ScannedFile>()
  private readonly rows = new Map<string, LogRow>()
  /** From the checkpoints, until the partition is opened. */
  private readonly kept = new Map<string, LogPoints>()
  private loaded = false
  /** The new `meta.properties`, when there was none. */
  private claim: Uint8Array | null = null

  /** Reads what the last life of the broker has left. Returns why these files cannot be used. */
  load(disk: DiskPort, owner: LogOwner): string | null {
    if (this.loaded) {
      this.wasCleanStop = false
      return this.unmark(disk)
    }
    const foreign = this.claimRoot(disk, owner)
    if (foreign !== null) return foreign
    this.loaded = true
    const mark = fileIn(disk, cleanShutdownName)
    this.wasCleanStop = mark !== null && mark.length > 0
    this.lastBrokerEpoch = this.wasCleanStop ? brokerEpochOf(mark as Uint8Array) : -1
    this.unmark(disk)
    for (const [name, field] of this.wasCleanStop ? [...checkpoints, ...ends] : checkpoints) {
      for (const { topic, partition, offset } of decodeOffsets(fileIn(disk, name) ?? none) ?? []) {
        const key = partitionDirectory(topic, partition)
        this.kept.set(key, { ...(this.kept.get(key) ?? noPoints), [field]: offset })
      }
    }
    for (const name of directoriesIn(disk)) {
      if (parseDirectory(name)?.deleted === true) removeAll(disk, name)
    }
    return null
  }

  /** Says whose the directory is; returns why it cannot be ours. */
  private claimRoot(disk: DiskPort, owner: LogOwner): string | null {
    const { clusterId, nodeId, newDirectoryId: directoryId } = owner
    const bytes = fileIn(disk, metaPropertiesName)
    if (bytes === null) {
      this.claim = encodeMetaProperties({ clusterId, nodeId, directoryId })
      new ReplacedFile(disk, metaPropertiesName).replace(this.claim, () => {})
      return null
    }
    const meta = decodeMetaProperties(bytes)
    if (meta === null) return `${metaPropertiesName} is damaged`
    if (meta.clusterId !== clusterId) return `the data are of cluster ${meta.clusterId}`
    return meta.nodeId === nodeId ? null : `the data are of node ${meta.nodeId}`
  }

  /** At once, so that no later end of this life can be taken for an orderly one. */
  private unmark(disk: DiskPort): null {
    if (disk.sizeOf(cleanShutdownName) > 0) disk.truncate(cleanShutdownName, 0)
    return null
  }

  /**
   * The directory of a partition, made if absent; one that an earlier topic of the same name has
   * left is removed. Null when it cannot be told whose the directory is.
   */
  open(
    disk: DiskPort,
    { topic, partition, topicId }: Pick<LogRow, 'topic' | 'partition' | 'topicId'>,
    uniqueId: string,
  ): { row: LogRow; points: LogPoints } | null {
    const directory = partitionDirectory(topic, partition)
    const open = this.rows.get(directory)
    if (open?.topicId === topicId) return { row: open, points: { ...open, closedAt: -1 } }
    const metadata = `${directory}/${partitionMetadataName}`
    const bytes = fileIn(disk, metadata)
    const owner = bytes === null ? null : decodePartitionMetadata(bytes)
    // Without the file its maker was interrupted, and nobody else has been here.
    if (bytes !== null && owner === null) return null
    if (owner !== null && owner !== topicId) {
      this.kept.delete(directory)
      this.remove(disk, { topic, partition, directory }, uniqueId)
    }
    if (owner !== topicId) {
      new ReplacedFile(disk, metadata).replace(encodePartitionMetadata(topicId), () => {})
    }
    const points = this.kept.get(directory) ?? noPoints
    this.kept.delete(directory)
    const { recoveryPoint, highWatermark, logStartOffset } = points
    const row = { topic, partition, topicId, directory }
    const opened = { ...row, recoveryPoint, highWatermark, logStartOffset, closedAt: -1 }
    this.rows.set(directory, opened)
    return { row: opened, points }
  }

  /** Whether the partition is still where it was opened. */
  has(row: LogRow): boolean {
    return this.rows.get(row.directory) === row
  }

  /** Removes what there is of a partition of this very topic, and nothing of a later namesake. */
  removeIfOf(
    disk: DiskPort,
    { topic, partition, topicId }: Pick<LogRow, 'topic' | 'partition' | 'topicId'>,
    uniqueId: string,
  ): void {
    const directory = partitionDirectory(topic, partition)
    const bytes = fileIn(disk, `${directory}/${partitionMetadataName}`)
    const stored = bytes === null ? null : decodePartitionMetadata(bytes)
    const owner = this.rows.get(directory)?.topicId ?? stored
    if (owner !== topicId) return
    this.kept.delete(directory)
    this.remove(disk, { topic, partition, directory }, uniqueId)
  }

  /** The topic is gone: the name of the directory is free at once, its files go later. */
  remove(
    disk: DiskPort,
    { topic, partition, directory }: Pick<LogRow, 'topic' | 'partition' | 'directory'>,
    uniqueId: string,
  ): void {
    this.rows.delete(directory)
    const aside = deletedDirectory(topic, partition, uniqueId)
    disk.moveDirectory(directory, aside)
    removeAll(disk, aside)
  }

  /** Segments that should be scanned before any log is opened. */
  scansDue(disk: DiskPort): { file: string; plan: SegmentToScan }[] {
    return [...directoriesIn(disk)]
      .filter((name) => parseDirectory(name)?.deleted === false && !this.rows.has(name))
      .flatMap((name) => scansDue(disk, name, this.kept.get(name) ?? noPoints))
  }

  /** The root checkpoints as they should be now; unopened partitions keep what they had. */
  encoded(): [name: string, bytes: Uint8Array][] {
    return checkpoints.map(([name, field]) => [name, this.encodedOne(field)])
  }

  private encodedOne(field: keyof LogPoints): Uint8Array {
    const offsets: PartitionOffset[] = []
    for (const row of this.rows.values()) {
      offsets.push({ topic: row.topic, partition: row.partition, offset: row[field] })
    }
    for (const [directory, points] of this.kept) {
      const { topic = '', partition = 0 } = parseDirectory(directory) ?? {}
      offsets.push({ topic, partition, offset: points[field] })
    }
    return encodeOffsets(offsets.filter(({ offset }) => offset >= 0))
  }

  /** Writes everything at once, with the mark of an orderly end. Nothing is appended afterwards. */
  closeInOrder(disk: DiskPort, brokerEpoch: number): void {
    for (const [name, field] of [...checkpoints, ...ends]) {
      replaceAtEnd(disk, name, this.encodedOne(field))
    }
    // What was made so lately that nobody waited for it to become durable.
    for (const { directory, topicId } of this.rows.values()) {
      const metadata = `${directory}/${partitionMetadataName}`
      if (disk.sizeOf(metadata) < 0) {
        replaceAtEnd(disk, metadata, encodePartitionMetadata(topicId))
      }
    }
    if (this.claim !== null && disk.sizeOf(metaPropertiesName) < 0) {
      replaceAtEnd(disk, metaPropertiesName, this.claim)
    }
    disk.append(cleanShutdownName, encodeCleanShutdown(brokerEpoch))
  }
}

const none = encodeOffsets([])

/** When the system stops nobody hears of a sync any more, so none is waited for. */
function replaceAtEnd(disk: DiskPort, file: string, bytes: Uint8Array): void {
  const beside = `${file}.last`
  if (disk.sizeOf(beside) > 0) disk.truncate(beside, 0)
  disk.append(beside, bytes)
  disk.rename(beside, file, () => {})
}

function fileIn(disk: DiskPort, file: string): Uint8Array | null {
  const size = disk.sizeOf(file)
  if (size < 0) return null
  return size === 0 ? new Uint8Array(0) : readBytes(disk, file, 0, size)
}

function directoriesIn(disk: DiskPort): Set<string> {
  const names = new Set<string>()
  for (const file of disk.list('')) {
    const slash = file.indexOf('/')
    if (slash > 0) names.add(file.slice(0, slash))
  }
  return names
}

function removeAll(disk: DiskPort, directory: string): void {
  for (const file of disk.list(`${directory}/`)) disk.remove(file, () => {})
}
