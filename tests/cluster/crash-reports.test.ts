/** Crash reports are repeated until they are taken, and name the life that has ended. */
import { setTimeout } from 'node:timers/promises'
import { type CrashReport, CrashReports } from '../../cluster/crash-reports.ts'
import { assert, suite } from '../harness.ts'

const test = suite('crash reports')

const event = (type: string, system: string, incarnationId: string) => ({
  atMs: 0,
  system,
  path: '',
  incarnation: 1,
  type,
  details: { incarnationId },
})

test('a crash is told at once and again, until a controller has taken it', async () => {
  const told: CrashReport[] = []
  const reports = new CrashReports((report) => told.push(report))
  reports.happened(event('incarnation', 'broker-1', 'one'))
  reports.crashed('broker-1', 1)
  assert.equal(told, [{ brokerId: 1, incarnationId: 'one' }])
  await setTimeout(250)
  assert.ok(told.length >= 2)
  reports.happened(event('crashTaken', 'controllers', 'one'))
  const { length } = told
  await setTimeout(150)
  assert.is(told.length, length)
})

test('a thread that dies before a broker lived on it is nothing to report', () => {
  const told: CrashReport[] = []
  new CrashReports((report) => told.push(report)).crashed('broker-1', 1)
  assert.equal(told, [])
})

test('a cluster that stops reports no more', async () => {
  const told: CrashReport[] = []
  const reports = new CrashReports((report) => told.push(report))
  reports.happened(event('incarnation', 'broker-1', 'one'))
  reports.crashed('broker-1', 1)
  reports.stop()
  await setTimeout(150)
  assert.is(told.length, 1)
})

test.run()
