/** Many questions, of which few are open at once. */
import { inGroups, questionsAtOnce } from '../../../actors/connection/in-groups.ts'
import { drive, type Waitable, type Waiting } from '../../../runtime/workflow.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('questions in groups')

/** Questions whose answers come when the test says so. */
class Desk {
  asked = 0
  private readonly open: (() => void)[] = []

  ask(item: number): Waitable<string> {
    this.asked++
    let settle = (): void => {}
    const waiting: Waiting<unknown> = {
      whenSettled: (resume) => {
        settle = () => resume(`answer ${item}`)
      },
      cancel: () => {},
    }
    this.open.push(() => settle())
    return {
      *[Symbol.iterator]() {
        return (yield waiting) as string
      },
    }
  }

  answerNext(): void {
    this.open.shift()?.()
  }
}

test('all are answered, in the order of the questions', () => {
  const desk = new Desk()
  let answers: string[] = []
  drive(
    inGroups([1, 2, 3], (item) => desk.ask(item)),
    (all) => {
      answers = all
    },
  )
  for (let i = 0; i < 3; i++) desk.answerNext()
  assert.equal(answers, ['answer 1', 'answer 2', 'answer 3'])
})

test('however many there are, no more than a group is open at once', () => {
  const desk = new Desk()
  const items = Array.from({ length: 2 * questionsAtOnce + 1 }, (_, i) => i)
  let answers: string[] = []
  drive(
    inGroups(items, (item) => desk.ask(item)),
    (all) => {
      answers = all
    },
  )
  assert.is(desk.asked, questionsAtOnce)
  for (let i = 0; i < questionsAtOnce; i++) desk.answerNext()
  assert.is(desk.asked, 2 * questionsAtOnce)
  for (let i = 0; i < questionsAtOnce + 1; i++) desk.answerNext()
  assert.is(answers.length, items.length)
  assert.is(answers.at(-1), `answer ${2 * questionsAtOnce}`)
})

test('nothing is asked of nobody', () => {
  let answers: string[] | null = null
  drive(
    inGroups([], (): Waitable<string> => {
      throw new Error('there is no question')
    }),
    (all) => {
      answers = all
    },
  )
  assert.equal(answers, [])
})

test.run()
