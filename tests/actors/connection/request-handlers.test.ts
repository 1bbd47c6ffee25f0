/** Every API has a handler that answers. */
import { handlerOf } from '../../../actors/connection/request-handlers.ts'
import { type ApiKey, apis, type RequestDraft } from '../../../protocol/api-versions.ts'
import { decodeRequest, encodeRequest, type Request } from '../../../protocol/frames.ts'
import { concatBytes } from '../../../protocol/writer.ts'
import { Actor } from '../../../runtime/actor.ts'
import { assert, suite } from '../../harness.ts'
import { ActorBench } from '../../support/actor-bench.ts'
import { registration, viewAfter } from '../../support/broker-parts.ts'

const test = suite('request handlers')
const view = viewAfter([registration(1)])

/** The least that a request of an API can say. */
const least: { [K in ApiKey]: RequestDraft<K> } = {
  0: { acks: 1, timeoutMs: 1, topicData: [] },
  1: { maxWaitMs: 1, minBytes: 1, topics: [] },
  2: { replicaId: -1, topics: [] },
  3: { topics: [] },
  18: { clientSoftwareName: 'x', clientSoftwareVersion: '1' },
  19: { topics: [], timeoutMs: 1, validateOnly: false },
  20: { topics: [], timeoutMs: 1 },
  22: { transactionalId: 'shop', transactionTimeoutMs: 1 },
  23: { topics: [] },
  32: { resources: [] },
  37: { topics: [], timeoutMs: 1, validateOnly: false },
  43: { electionType: 9, topicPartitions: [] },
  45: { topics: [] },
  46: { topics: [] },
  60: { includeClusterAuthorizedOperations: false },
  75: { topics: [] },
}

for (const { key, name, versions } of apis) {
  test(`${name}: a request for nothing is answered at once`, () => {
    const apiKey = key as ApiKey
    const header = { apiKey, apiVersion: versions[1], correlationId: 1, clientId: null }
    const frame = concatBytes(encodeRequest(header, least[apiKey] as RequestDraft<ApiKey>))
    const request = decodeRequest(frame.subarray(4)) as Request
    let answer: unknown = 'none'
    class Asker extends Actor {
      protected override started(): void {
        const context = { ctx: this.ctx, view, connection: 'test' }
        this.ctx.run(handlerOf(request, context), (outcome) => {
          answer = outcome
        })
      }
    }
    const actor = new ActorBench((ctx) => new Asker(ctx))
    assert.is(typeof answer, 'object')
    assert.equal(actor.sent(), [], 'nobody else is asked')
  })
}

test.run()
