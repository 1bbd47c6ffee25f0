/** Each rule of the controller is needed: a scenario that holds with it, and not without. */
import { type ControllerRules, controllerRules } from '../../../actors/controller/rules.ts'
import { assert, suite } from '../../harness.ts'
import { ControllerBench } from '../../support/controller-bench.ts'

const test = suite('planted bugs of the controller')

type Scenario = (rules: Partial<ControllerRules>) => string | null

/** The anomaly appears with the bug, and does not without. */
function planted(
  bug: string,
  rules: Partial<ControllerRules>,
  anomaly: string,
  scenario: Scenario,
): void {
  test(`${bug}: ${anomaly}`, () => {
    assert.is(scenario({}), null, 'without the bug')
    assert.is(scenario(rules), anomaly, 'with the bug')
  })
}

const small = { 'min.insync.replicas': '1' }
const pair = { 'min.insync.replicas': '2' }

planted(
  'an unclean election although it is disabled',
  { electionOf: () => 'unclean' },
  'lost: broker 2 leads and has not what was acknowledged',
  (rules) => {
    const cluster = new ControllerBench({ rules }).join(1, 2)
    cluster.createTopic('orders', [1, 2], small)
    cluster.crash(2)
    // Broker 1 is alone in the ISR and goes on; then it dies, and broker 2 comes back.
    cluster.crash(1)
    cluster.restart(2, 'whole')
    const { leader } = cluster.partition('orders')
    return leader === 2 ? 'lost: broker 2 leads and has not what was acknowledged' : null
  },
)

planted(
  'an unclean shutdown that costs nothing',
  { wasUnclean: () => false },
  'lost: broker 2 leads with an empty disk',
  (rules) => {
    const cluster = new ControllerBench({ rules }).join(1, 2)
    cluster.createTopic('orders', [1, 2], pair)
    cluster.crash(2)
    cluster.crash(1)
    cluster.restart(2, 'empty')
    return cluster.partition('orders').leader === 2
      ? 'lost: broker 2 leads with an empty disk'
      : null
  },
)

planted(
  'no eligible leader replicas (KIP-966, the last replica standing)',
  { keepsEligible: () => false },
  'lost: the last replica standing leads with an empty disk',
  (rules) => {
    const cluster = new ControllerBench({ rules }).join(1, 2, 3)
    cluster.createTopic('orders', [1, 2, 3], pair)
    for (const brokerId of [1, 2, 3]) cluster.crash(brokerId)
    cluster.restart(3, 'empty')
    if (cluster.partition('orders').leader === 3) {
      return 'lost: the last replica standing leads with an empty disk'
    }
    cluster.restart(2, 'whole')
    assert.is(cluster.partition('orders').leader, 2, 'it was eligible')
    return null
  },
)

planted(
  'no broker epoch check on joining the ISR (KIP-903)',
  { isCurrentIncarnation: () => true },
  'lost: an empty replica is in sync',
  (rules) => {
    const cluster = new ControllerBench({ rules }).join(1, 2)
    cluster.createTopic('orders', [1, 2], small)
    cluster.crash(2)
    const stale = cluster.epochOf(2)
    cluster.restart(2, 'empty')
    // The leader saw the life before catch up; its wish comes only now.
    cluster.alterIsr('orders', [
      [1, cluster.epochOf(1)],
      [2, stale],
    ])
    return cluster.partition('orders').isr.includes(2) ? 'lost: an empty replica is in sync' : null
  },
)

planted(
  'a fenced broker may join the ISR',
  { isAvailable: () => true },
  'lost: nobody hears of a replica that is in sync',
  (rules) => {
    const cluster = new ControllerBench({ rules }).join(1, 2)
    cluster.createTopic('orders', [1, 2], small)
    cluster.crash(2)
    cluster.alterIsr('orders', [
      [1, cluster.epochOf(1)],
      [2, cluster.epochOf(2)],
    ])
    return cluster.partition('orders').isr.includes(2)
      ? 'lost: nobody hears of a replica that is in sync'
      : null
  },
)

planted(
  'a registration that is not idempotent',
  { isSameRegistration: () => false },
  'stuck: the broker whose answer was lost is refused',
  (rules) => {
    const cluster = new ControllerBench({ rules })
    const first = cluster.register(1)
    const again = cluster.register(1)
    const same = again.error === 'NONE' && again.brokerEpoch === first.brokerEpoch
    return same ? null : 'stuck: the broker whose answer was lost is refused'
  },
)

planted(
  'the session time-out compared on the wall clock',
  {
    isSessionOver: (last, now, timeoutMs) => now.wallClockMs - last.wallClockMs >= timeoutMs,
  },
  'needless: a jump of the clock fences a broker that lives',
  (rules) => {
    const cluster = new ControllerBench({ rules }).join(1)
    cluster.pass(2_000)
    cluster.wallClockJumpMs = 3_600_000
    cluster.heartbeat(1)
    const fenced = cluster.bench.events.some(({ type }) => type === 'brokerFenced')
    return fenced ? 'needless: a jump of the clock fences a broker that lives' : null
  },
)

planted(
  'sessions that never end',
  { isSessionOver: () => false },
  'stuck: a silent broker leads for ever',
  (rules) => {
    const cluster = new ControllerBench({ rules }).join(1)
    cluster.createTopic('orders', [1], small)
    cluster.pass(60_000)
    return cluster.partition('orders').leader === 1 ? 'stuck: a silent broker leads for ever' : null
  },
)

planted(
  'a crash report that names no incarnation',
  { isReported: () => true },
  'needless: a late report fences the next incarnation',
  (rules) => {
    const cluster = new ControllerBench({ rules }).join(1)
    cluster.crash(1)
    cluster.restart(1, 'whole')
    cluster.crash(1)
    return cluster.broker(1).fenced ? 'needless: a late report fences the next incarnation' : null
  },
)

planted(
  'elections in the order of assignment, whoever is in sync',
  {
    electLeader: ({ replicas, isActive }) => ({
      leader: replicas.find(isActive) ?? -1,
      unclean: false,
    }),
  },
  'lost: a replica that is not in sync leads',
  (rules) => {
    const cluster = new ControllerBench({ rules }).join(1, 2, 3)
    cluster.createTopic('orders', [1, 2, 3], small)
    cluster.crash(2)
    cluster.restart(2, 'whole')
    cluster.crash(1)
    return cluster.partition('orders').leader === 2
      ? 'lost: a replica that is not in sync leads'
      : null
  },
)

test('every rule of the table has a bug planted in its place', () => {
  assert.equal(Object.keys(controllerRules).sort(), [
    'electLeader',
    'electionOf',
    'isAvailable',
    'isCurrentIncarnation',
    'isReported',
    'isSameRegistration',
    'isSessionOver',
    'keepsEligible',
    'wasUnclean',
  ])
})

test.run()
