/** Tests of the recorder of live systems. */
import { Actor } from '../../runtime/actor.ts'
import { Recorder } from '../../runtime/recorder.ts'
import { assert, suite } from '../harness.ts'
import { flat, Workbench } from './support/workbench.ts'

const test = suite('recorder')

class Dicer extends Actor {
  roll({ sides }: { sides: number }): void {
    this.ctx.random(sides)
    this.ctx.after(this, 5).rolled({})
  }

  rolled(_: object): void {}
}

function record(capacity: number): Recorder {
  const recorder = new Recorder(capacity)
  const on = new Workbench(flat([['dicer', (ctx) => new Dicer(ctx)]]), { observer: recorder })
  on.tell('root/dicer', 'roll', { sides: 6 })
  on.advance(5)
  return recorder
}

test('deliveries, timers, draws and events are recorded in order', () => {
  const recorder = record(100)
  const lines = recorder.entries().map((entry) => {
    if (entry.kind === 'delivery')
      return `${entry.envelope.kind} ${entry.envelope.type} ${entry.atMs}`
    return entry.kind === 'draw' ? `draw ${entry.path}` : `event ${entry.event.type}`
  })
  assert.equal(lines, ['event started', 'tell roll 0', 'draw root/dicer', 'timer rolled 5'])
  assert.is(recorder.dropped, 0)
})

test('the ring holds the newest entries and counts what it dropped', () => {
  const all = record(100).entries()
  const recorder = record(2)
  assert.equal(recorder.entries(), all.slice(-2))
  assert.is(recorder.dropped, all.length - 2)
})

test.run()
