/** Tests of wire mode. */
import { Wire } from '../../../runtime/simulator/wire.ts'
import { assert, suite } from '../../harness.ts'
import { fromElsewhere } from '../support/workbench.ts'

const test = suite('wire')

test('every kind of message value comes out as it went in', () => {
  const message = {
    none: null,
    flags: [true, false],
    numbers: [0, -1, 0.5, 2 ** 31, 2 ** 53 - 1, -(2 ** 53) + 1],
    text: 'é ł 😀',
    map: new Map<unknown, unknown>([
      ['a', { b: 1 }],
      [7, new Map()],
    ]),
    bytes: new Uint8Array([1, 2, 3]),
    nested: { list: [{ a: 1 }, { a: 2 }] },
  }
  const wire = new Wire()
  for (let n = 0; n < 3; n++) {
    const carried = wire.carry(fromElsewhere('root/a', 'append', message))
    assert.equal(carried, fromElsewhere('root/a', 'append', message))
    const { bytes } = carried.message as typeof message
    assert.is(Object.getPrototypeOf(bytes), Uint8Array.prototype)
  }
})

test('what is carried shares nothing with what was sent, nor with what is carried later', () => {
  const wire = new Wire()
  const message = { list: [1], bytes: new Uint8Array([1]) }
  const first = wire.carry(fromElsewhere('root/a', 'append', message)).message as typeof message
  message.list.push(2)
  message.bytes[0] = 9
  wire.carry(fromElsewhere('root/a', 'append', message))
  assert.equal(first, { list: [1], bytes: new Uint8Array([1]) })
})

test.run()
