/** Wire mode: a message between two systems is packed and unpacked, as it is between processes. */
import { Packr } from 'msgpackr'
import type { Envelope } from '../envelope.ts'

/** One for each pair of systems; what it returns shares no object with what it was given. */
export class Wire {
  private readonly packr = new Packr({ useRecords: true, mapsAsObjects: false })

  carry(envelope: Envelope): Envelope {
    const packed = this.packr.pack(envelope)
    // A copy of the bytes: what is unpacked may point into them, and the packer uses its buffer
    // again.
    return this.packr.unpack(new Uint8Array(packed)) as Envelope
  }
}
