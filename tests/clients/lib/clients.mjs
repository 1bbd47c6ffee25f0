/** The clients: what each can carry, its codecs, and the command that runs it. */
import zlib from 'node:zlib'
import { allCodecs } from './cells.mjs'
import { goProgram, here, jars, needKcat, nodeWith, pythonWith } from './setup.mjs'

const everything = [
  'partition',
  'nulls',
  'empty',
  'headers',
  'repeated headers',
  'null headers',
  'empty headers',
]

const javaOptions = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

/** A source file needs no build: the JVM compiles it as it starts. */
async function java(profile, version, file, ...words) {
  const folder = await jars(profile, version)
  return ['java', ...javaOptions, '-cp', `${folder}/*`, here(`java/${file}`), ...words]
}

export const clients = [
  {
    name: 'kcat',
    folder: 'kcat',
    codecs: allCodecs,
    can: ['nulls', 'one header'], // it cannot send both null and empty, nor a header per record
    async prepare() {
      await needKcat()
      return [process.execPath, here('kcat/main.mjs')]
    },
  },
  {
    name: 'confluent',
    folder: 'confluent',
    codecs: allCodecs,
    can: everything,
    prepare: async () => [await pythonWith('confluent-kafka', '2.16.1'), here('confluent/main.py')],
  },
  {
    name: 'franz-go',
    folder: 'franz-go',
    codecs: allCodecs,
    can: everything,
    prepare: async () => [await goProgram('franz-go')],
  },
  {
    name: 'platformatic',
    folder: 'platformatic',
    // Its zstd is node:zlib's, which Node has from 22.15.
    codecs: allCodecs.filter((codec) => codec !== 'zstd' || 'zstdCompressSync' in zlib),
    can: everything,
    async prepare() {
      const folder = await nodeWith('@platformatic/kafka', '1.35.0')
      return [process.execPath, here('platformatic/main.mjs'), folder]
    },
  },
  {
    name: 'kafkajs',
    folder: 'kafkajs',
    codecs: ['none', 'gzip'], // the others are plug-ins of other authors
    // Headers are one object: a repeated name loses its place, and a null value makes it throw.
    can: everything.filter((what) => !['repeated headers', 'null headers'].includes(what)),
    async prepare() {
      await needKcat()
      const folder = await nodeWith('kafkajs', '2.2.4')
      return [process.execPath, here('kafkajs/main.mjs'), folder]
    },
  },
  {
    name: 'java api',
    folder: 'java',
    codecs: allCodecs,
    can: everything,
    oneProcess: true,
    prepare: () => java('api', '4.4.0', 'Api.java'),
  },
  {
    name: 'java perf',
    folder: 'java',
    codecs: allCodecs,
    can: ['numbers only'],
    oneProcess: true,
    prepare: () => java('tools', '4.3.1', 'Tools.java', 'perf'),
  },
  {
    name: 'java console',
    folder: 'java',
    codecs: allCodecs,
    can: ['nulls', 'empty', 'headers', 'repeated headers', 'empty headers'],
    oneProcess: true,
    prepare: () => java('tools', '4.3.1', 'Tools.java', 'console'),
  },
]
