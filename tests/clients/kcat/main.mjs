/** kcat: sends with -P, reads back with -C; the topic comes by auto-creation. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { kcatPartitions, readWithKcat } from './read.mjs'

const [bootstrap, topic, acks, codec, input, output] = process.argv.slice(2)

/** -Z sends what is empty as null. */
async function send() {
  const words = ['-P', '-b', bootstrap, '-t', topic, '-X', `acks=${acks}`, '-z', codec]
  words.push('-K', '\t', '-Z', '-H', 'sender=kcat')
  const child = spawn('kcat', words, { stdio: ['pipe', 'inherit', 'inherit'] })
  const ended = once(child, 'close')
  let sent = 0
  for await (const line of createInterface({ input: createReadStream(input) })) {
    const { k, v } = JSON.parse(line)
    sent += 1
    if (!child.stdin.write(`${k ?? ''}\t${v ?? ''}\n`)) await once(child.stdin, 'drain')
  }
  child.stdin.end()
  const [code] = await ended
  if (code !== 0) throw new Error(`kcat -P ended with ${code}`)
  return sent
}

await kcatPartitions(bootstrap, topic) // asks for the topic, which creates it
const sent = await send()
await readWithKcat(bootstrap, topic, sent, createWriteStream(output))
console.log(topic, sent)
