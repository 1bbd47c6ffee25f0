/** The cluster supervisor of the simulation: reports to the controllers the crashes it sees. */
import type { Envelope } from '../../runtime/envelope.ts'
import type { Simulator } from '../../runtime/simulator/simulator.ts'
import { type Observer, silent, type TraceEvent } from '../../runtime/trace.ts'

const repeatMs = 100
const controllers = /^controllers(-\d+)?$/

export class SimulatedSupervisor implements Observer {
  readonly delivered = silent.delivered
  readonly drew = silent.drew
  private readonly simulator: () => Simulator
  private readonly incarnations = new Map<string, string>()
  private readonly systems = new Set<string>()
  private readonly taken = new Set<string>()

  constructor(simulator: () => Simulator) {
    this.simulator = simulator
  }

  event({ type, system, path, details }: TraceEvent): void {
    if (type === 'started' && controllers.test(system)) this.systems.add(`${system} ${path}`)
    if (type === 'incarnation') this.incarnations.set(system, details['incarnationId'] as string)
    if (type === 'crashTaken') this.taken.add(details['incarnationId'] as string)
    if (type !== 'systemFailed' || !system.startsWith('broker-')) return
    const incarnationId = this.incarnations.get(system)
    if (incarnationId === undefined) return
    const brokerId = Number(system.slice('broker-'.length))
    // Seen a little later, and not at all when the machine went dark.
    this.simulator().later(1, () => {
      if (!this.simulator().machine(system).dark) this.report({ brokerId, incarnationId })
    })
  }

  /** To every controller, until one says that what follows is committed. */
  private report(message: { brokerId: number; incarnationId: string }): void {
    if (this.taken.has(message.incarnationId)) return
    for (const address of this.systems) {
      const [system = '', path = ''] = address.split(' ')
      this.simulator()
        .machine(system)
        .receive(brokerDied(system, path, message))
    }
    this.simulator().later(repeatMs, () => this.report(message))
  }
}

function brokerDied(system: string, path: string, message: unknown): Envelope {
  const from = { from: 'main/supervisor', fromIncarnation: 0, id: 0 }
  return { kind: 'tell', system, path, incarnation: 0, type: 'brokerDied', message, ...from }
}
