#!/usr/bin/env node
/** The command line of highwater. */
import process from 'node:process'
import { run } from './run.ts'

// A reader that has seen enough, like `head`, closes the pipe: that is a good end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

await run(process.argv.slice(2))
