/** Runs the command behind `--` with the cluster's address in its environment. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import { UserError } from '../../cluster-config/user-error.ts'

/** Settles with the exit code of the command; a signal that ended it counts as shells count it. */
export const runCommand = (words: readonly string[], bootstrap: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const [file = '', ...rest] = words
    const env = { ...process.env, KAFKA_BROKERS: bootstrap }
    const child = spawn(file, rest, { stdio: 'inherit', env })
    const pass = (signal: NodeJS.Signals): void => {
      // A terminal sends Ctrl-C to the command as well.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    const letGo = (): void => {
      process.off('SIGINT', pass).off('SIGTERM', pass)
    }
    process.on('SIGINT', pass).on('SIGTERM', pass)
    child.once('error', (error: NodeJS.ErrnoException) => {
      letGo()
      reject(new UserError(`${file} cannot be run: ${error.code ?? error.message}`))
    })
    child.once('close', (code, signal) => {
      letGo()
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
