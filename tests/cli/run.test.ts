/** Command lines that end before any cluster is asked: what is told, where, and with which code. */
import { assert, suite } from '../harness.ts'
import { type Ran, runCli } from './run-cli.ts'

const test = suite('command line', { timeoutMs: 30_000 })

/** The two lines of an error, on stderr only. */
async function refused(words: readonly string[], code = 2): Promise<string> {
  const ran: Ran = await runCli(words)
  assert.is(ran.code, code, `${words.join(' ')}: ${ran.stderr}`)
  assert.is(ran.stdout, '')
  assert.match(ran.stderr, /^error: .*\n(hint: .*\n)?$/)
  return ran.stderr
}

test('an unknown verb exits 2 with the verb that was meant', async () => {
  assert.is(
    await refused(['stauts']),
    'error: there is no verb stauts\nhint: did you mean status?\n',
  )
  assert.match(await refused(['elephant']), 'hint: highwater --help lists the verbs')
})

test('an unknown flag exits 2 with the flag that was meant, on every verb', async () => {
  assert.match(await refused(['--brokrs', '5']), 'hint: did you mean --brokers?')
  const verbs = [
    ['start'],
    ['stop'],
    ['status'],
    ['topic', 'list'],
    ['produce', 't'],
    ['consume', 't'],
    ['api-versions'],
    ['completion', 'bash'],
  ]
  await Promise.all(
    verbs.map(async (words) => {
      assert.match(await refused([...words, '--jso']), 'hint: did you mean --json?')
    }),
  )
})

test('what a later part builds exits 2 and says so', async () => {
  const later: [string[], string][] = [
    [['check', 'acks-all', '--seeds', '5'], 'check is not built yet: part B'],
    [['group', 'list'], 'group is not built yet: part C'],
    [['txn'], 'txn is not built yet: part D'],
    [['mirror', '--from', 'a'], 'mirror is not built yet: a later part'],
    [['start', '2'], 'start BROKER is not built yet: part B'],
    [['stop', '2'], 'stop BROKER is not built yet: part B'],
    [['start', '--isolation', 'process'], '--isolation process is not built yet'],
    [['start', '--tls'], '--tls is not built yet'],
    [['start', '--ui', '9080'], '--ui 9080 is not built yet'],
    [['consume', 't', '-g', 'g'], '--group is not built yet: part C'],
    [['produce', 't', '--txn', 'x'], '--txn is not built yet: part D'],
    [['topic', 'alter', 't', '-c', 'a=b'], 'topic alter is not built yet: part C'],
  ]
  await Promise.all(
    later.map(async ([words, text]) => {
      assert.ok((await refused(words)).includes(text), words.join(' '))
    }),
  )
})

test('bad settings exit 2 in one line with what to do', async () => {
  const bad: [string[], RegExp][] = [
    [['-X', 'num.partition=3'], /did you mean num\.partitions\?/],
    [['-X', 'num.partitions=none'], /it takes a whole number from 1/],
    [['-X', 'num.partitions'], /-X takes key=value/],
    [['--topic', 'a:1:3'], /not built yet: part B/],
    [['--topic', 'a b'], /other than letters/],
    [['-n', '0'], /brokers: 0/],
    [['start', '-b', 'h:1'], /-b means nothing to it/],
    [['--port', 'x'], /--port takes a whole number/],
    [['--preset', 'kafak'], /did you mean kafka\?/],
    [['--config', 'nowhere.yaml'], /cannot be read: ENOENT/],
    [['status', '-X', 'a=b'], /status takes no settings/],
    [['produce', 'a/b'], /other than letters/],
    [['produce', 't', '-f', 'nowhere.txt'], /nowhere\.txt cannot be read: ENOENT/],
    [['produce', 't', '-z', 'rar'], /Allowed choices are none, gzip/],
    [['consume', 't', '-f', '%q'], /%q means nothing/],
    [['consume', 't', '-o', 'soon'], /-o does not know "soon"/],
    [['consume', 't', '-J', '-f', '%s'], /cannot both be/],
    [['topic', 'create', 't', '-c', 'retention.ms'], /-c takes key=value/],
    [['topic', 'create', 't', '-p', 'six'], /-p takes a whole number/],
    [['topic', 'describe', 'a/b'], /other than letters/],
    [['topic'], /a word is missing/],
    [['topic', 'lst'], /did you mean list\?/],
    [['completion', 'tcsh'], /bash, zsh, fish, powershell/],
  ]
  await Promise.all(
    bad.map(async ([words, pattern]) => {
      const { code, stderr } = await runCli(words)
      assert.match(stderr, pattern)
      assert.is(code, 2, words.join(' '))
      assert.not.match(stderr, /\n {4}at /)
    }),
  )
})

test('nobody at the address exits 1 with what to do', async () => {
  const verbs = [
    ['status'],
    ['stop'],
    ['topic', 'list'],
    ['produce', 't'],
    ['consume', 't'],
    ['api-versions'],
  ]
  await Promise.all(
    verbs.map(async (words) => {
      const text = await refused([...words, '-b', '127.0.0.1:1'], 1)
      assert.match(text, 'ECONNREFUSED')
      assert.match(text, 'hint: is a cluster running there?')
    }),
  )
})

test('a directory in which no cluster runs exits 1', async () => {
  assert.match(await refused(['status', '--data', '/nowhere'], 1), 'no cluster runs in /nowhere')
})

test('help and version go to standard output and exit 0', async () => {
  const words = [['--help'], ['help'], ['help', 'start'], ['start', '--help'], ['--version']]
  const [top, help, helpStart, start, version] = await Promise.all(words.map((one) => runCli(one)))
  assert.match(top!.stdout, /^highwater: .*\n[\s\S]*api-versions/)
  assert.is(help!.stdout, top!.stdout)
  assert.match(start!.stdout, /^Usage: highwater start \[options\]/)
  assert.match(start!.stdout, '--ready-file')
  assert.not.match(start!.stdout, '--sasl')
  assert.is(helpStart!.stdout, start!.stdout)
  assert.match(version!.stdout, /^\d+\.\d+\.\d+\n$/)
  for (const ran of [top, help, helpStart, start, version]) {
    assert.is(ran!.code, 0)
    assert.is(ran!.stderr, '')
  }
})

test('-v shows the stack of an error', async () => {
  const { stderr, code } = await runCli(['stauts', '-v'])
  assert.is(code, 2)
  assert.match(stderr, /\n {4}at /)
})

test.run()
