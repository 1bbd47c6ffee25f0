/** Keeps the root checkpoints of a broker's logs, and marks an orderly end. */
import { ReplacedFile } from '../../log/replaced-file.ts'
import { segmentScan } from '../../log/scan.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Context } from '../../runtime/context.ts'
import { newTopicId } from '../metadata/topic-id.ts'
import type { OwnedBrokerView } from './broker-view.ts'

/** A root checkpoint, and the content that it was given last. */
interface Checkpoint {
  readonly file: ReplacedFile
  written: Uint8Array
}

export class LogKeeper extends Actor {
  private readonly view: OwnedBrokerView
  private readonly checkpoints = new Map<string, Checkpoint>()

  constructor(ctx: Context, view: OwnedBrokerView) {
    super(ctx)
    this.view = view
    const { clusterId, brokerId } = view.boot
    const newDirectoryId = newTopicId((bound) => ctx.random(bound))
    const owner = { clusterId, nodeId: brokerId, newDirectoryId }
    const foreign = view.logs.load(ctx.disk, owner)
    if (foreign !== null) throw new Error(`the log directory cannot be used: ${foreign}`)
  }

  protected override started(): void {
    this.checkpointLater()
    this.scan()
  }

  /** Before any log is opened: what was not closed in order is checked. */
  private scan(): void {
    const { logs, codecs, lifecycle } = this.view
    const due = logs.scansDue(this.ctx.disk)
    let left = due.length
    if (left === 0) return this.ctx.to(lifecycle).logsReady({})
    for (const { file, plan } of due) {
      this.ctx.disk.scan(file, segmentScan(codecs.crc32c), plan, (scanned) => {
        if (scanned !== null) logs.scanned.set(file, { plan, scanned })
        if (--left === 0) this.ctx.to(lifecycle).logsReady({})
      })
    }
  }

  protected override describe(): Record<string, unknown> {
    return { wasCleanStop: this.view.logs.wasCleanStop }
  }

  /** The replicas have stopped before: their rows are final. */
  protected override stopping(): void {
    this.view.logs.closeInOrder(this.ctx.disk, this.view.brokerEpoch)
  }

  checkpoint(): void {
    for (const [name, bytes] of this.view.logs.encoded()) {
      const checkpoint = this.checkpointAt(name)
      if (areSame(bytes, checkpoint.written)) continue
      checkpoint.written = bytes
      checkpoint.file.replace(bytes, (error) => {
        if (error !== null) this.ctx.log('warn', `${name} cannot be written: ${error}`)
      })
    }
    this.checkpointLater()
  }

  private checkpointAt(name: string): Checkpoint {
    const found = this.checkpoints.get(name)
    if (found !== undefined) return found
    const made = { file: new ReplacedFile(this.ctx.disk, name), written: new Uint8Array(0) }
    this.checkpoints.set(name, made)
    return made
  }

  private checkpointLater(): void {
    const everyMs = this.view.boot.settings['replica.high.watermark.checkpoint.interval.ms']
    this.ctx.after(this, everyMs).checkpoint()
  }
}

const areSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])
