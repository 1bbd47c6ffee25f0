/** The error table against the one of kafka-clients (scripts/golden/generate.sh). */
import {
  codeOf,
  type ErrorName,
  errors,
  isRetriable,
  messageOf,
  nameOf,
} from '../../protocol/errors.ts'
import { assert, suite } from '../harness.ts'
import { readGolden } from './golden.ts'

const test = suite('errors')

const golden = readGolden<{ code: number; name: ErrorName; retriable: boolean }[]>('errors.json')

test('codes, names and what may be retried are those of Kafka', () => {
  assert.equal(
    errors.map(({ code, name, retriable }) => ({ code, name, retriable })),
    golden,
  )
})

test('a code gives its name, and a name its code', () => {
  for (const { code, name, retriable } of golden) {
    assert.is(nameOf(code), name)
    assert.is(codeOf(name), code)
    assert.is(isRetriable(name), retriable)
  }
})

test('an unknown code is UNKNOWN_SERVER_ERROR', () => {
  assert.is(nameOf(9999), 'UNKNOWN_SERVER_ERROR')
})

test('every error has one sentence of its own', () => {
  const messages = errors.map(({ name }) => messageOf(name))
  assert.is(new Set(messages).size, errors.length)
  for (const message of messages) assert.match(message, /^[A-Z].*\.$/)
})

test.run()
