import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { stoa } from './support/program.ts'
import { startRedis } from './support/redis.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const compose = parse(read('compose.yaml'), { merge: true })
const nodes = ['node-a', 'node-b'].map((name) => compose.services[name])

/** The instructions of the Dockerfile, each on one line, without comments. */
const instructions = read('Dockerfile')
  .replaceAll(/^\s*#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter(Boolean)
  .map((line) => {
    const [, name = '', rest = ''] = /^(\w+) (.*)$/.exec(line) ?? []
    return { name, rest }
  })

/** Of the last stage, which is the image. */
const image = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))

const argumentsOf = (wanted: string, among = instructions): string[] =>
  among.filter(({ name }) => name === wanted).map(({ rest }) => rest)

const optionsIn = (command: readonly string[]): string[] => command.filter((part) => part.startsWith('--'))

async function serveHelp(): Promise<string> {
  const program = stoa(['serve', '--help'])
  expect((await program.exit).code).toBe(0)
  return program.output()
}

describe('Dockerfile', () => {
  test('names one exact version of Node', () => {
    const bases = argumentsOf('FROM').map((from) => from.split(' AS ')[0])
    expect(bases[0]).toMatch(/^node:\d+\.\d+\.\d+-[a-z]+-slim$/)
    expect(new Set(bases.slice(1))).toEqual(new Set(['node']))
  })

  test('copies files that exist, or that the build makes, and that the build is given', () => {
    const allowed = read('.dockerignore').split('\n')
    const copies = argumentsOf('COPY').filter((copy) => !copy.startsWith('--from='))
    const sources = copies.flatMap((copy) => copy.split(' ').slice(0, -1))
    expect(sources.length).toBeGreaterThan(6)
    for (const source of sources) {
      expect({ source, exists: existsSync(join(root, source)) }).toEqual({ source, exists: true })
      expect(allowed).toContain(`!${source.split('/')[0]}`)
    }
  })

  test('ends as a user that is not root, with what the program needs', () => {
    expect(argumentsOf('USER', image)).toEqual(['node'])
    expect(image.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(
      image.findLastIndex(({ name }) => name === 'RUN' || name === 'COPY'),
    )
    const copied = argumentsOf('COPY', image).join(' ')
    for (const part of ['node_modules', 'dist', 'web/dist', 'package.json']) expect(copied).toContain(part)
    expect(argumentsOf('STOPSIGNAL', image)).toEqual(['SIGTERM'])
  })

  test('starts the program with options that it has', async () => {
    const [entry = ''] = argumentsOf('ENTRYPOINT', image)
    const [command = ''] = argumentsOf('CMD', image)
    expect(JSON.parse(entry)).toEqual(['node', 'dist/cli/main.js'])
    expect(JSON.parse(command).slice(0, 3)).toEqual(['serve', '--host', '0.0.0.0'])
    const help = await serveHelp()
    for (const option of optionsIn(JSON.parse(command))) expect(help).toContain(`${option} `)
  })

  test('asks whether the server is ready, on the port that it listens on', () => {
    const [check = ''] = argumentsOf('HEALTHCHECK', image)
    expect(check).toContain('http://127.0.0.1:8080/health/ready')
    expect(() => JSON.parse(check.slice(check.indexOf('CMD ') + 4))).not.toThrow()
  })
})

describe('compose.yaml', () => {
  test('has two nodes of one image, Redis and a proxy', () => {
    expect(Object.keys(compose.services)).toEqual(['node-a', 'node-b', 'redis', 'proxy'])
    expect(nodes[0]).toEqual(nodes[1])
    expect(nodes[0].build).toBe('.')
  })

  test('gives the nodes options and variables that the program has', async () => {
    const help = (await serveHelp()).replaceAll(/\s+/g, ' ')
    for (const option of optionsIn(nodes[0].command)) expect(help).toContain(`${option} `)
    for (const name of Object.keys(nodes[0].environment)) expect(help).toContain(`env: ${name})`)
  })

  test('names files that exist', () => {
    const files = Object.values<{ volumes?: string[] }>(compose.services)
      .flatMap(({ volumes = [] }) => volumes)
      .filter((volume) => volume.startsWith('.'))
      .map((volume) => volume.split(':')[0] ?? '')
    expect(files).toEqual(['./deploy/haproxy.cfg'])
    for (const file of files) expect(existsSync(join(root, file))).toBe(true)
  })

  test('waits for what is healthy, checks everything, and limits what each may use', () => {
    const services = Object.values<Record<string, never>>(compose.services)
    for (const service of services) {
      expect(service).toMatchObject({
        healthcheck: { test: expect.any(Array) },
        deploy: { resources: { limits: { cpus: expect.any(String), memory: expect.any(String) } } },
      })
      for (const dependency of Object.values(service.depends_on ?? {})) {
        expect(dependency).toEqual({ condition: 'service_healthy' })
      }
    }
  })

  test('lets nobody in but through the proxy, and only from this machine', () => {
    for (const [name, { ports = [] }] of Object.entries<{ ports?: string[] }>(compose.services)) {
      expect(ports).toEqual(name === 'proxy' ? ['127.0.0.1:8080:8080'] : [])
    }
  })

  test('gives the nodes more time to stop than a drain takes', () => {
    for (const node of nodes) expect(Number.parseInt(node.stop_grace_period, 10)).toBeGreaterThan(15)
  })

  test('has a Redis that keeps what it is given, and a password that is nowhere written', () => {
    const { command, volumes } = compose.services.redis
    expect(command.join(' ')).toContain('--appendonly yes')
    expect(command.join(' ')).toContain('--maxmemory-policy noeviction')
    expect(volumes).toEqual(['redis:/data'])
    expect(command[command.indexOf('--requirepass') + 1]).toMatch(/^\$\{REDIS_PASSWORD:\?/)
  })
})

describe('deploy/haproxy.cfg', () => {
  const config = read('deploy/haproxy.cfg')

  test('asks the nodes of compose.yaml whether they are ready', () => {
    expect([...config.matchAll(/^ {4}server (\S+) (\S+)$/gm)].map(([, , address]) => address)).toEqual([
      'node-a:8080',
      'node-b:8080',
    ])
    expect(config).toContain('uri /health/ready')
  })

  test('says who the client is, and the nodes believe whoever is in its network', () => {
    const [dropped, said] = ['http-request del-header X-Forwarded-For', 'option forwardfor']
    expect(config).toMatch(new RegExp(`^ {4}${dropped}$[^]*^ {4}${said}$`, 'm'))
    const [{ subnet }] = compose.networks.front.ipam.config
    expect(nodes.map(({ environment }) => environment.STOA_TRUSTED_PROXIES)).toEqual([subnet, subnet])
  })

  test('has no sticky sessions, and logs no query', () => {
    expect(config).not.toMatch(/^\s*(cookie|stick|balance (source|uri))/m)
    const [, format = ''] = /log-format "(.*)"/.exec(config) ?? []
    expect(format).toContain('%HPO')
    expect(format).not.toMatch(/%r|%HU|%HQ|%HP(?!O)|%hr/)
    expect(config).not.toContain('option httplog')
  })
})

describe('docs/fleet.md', () => {
  const document = read('docs/fleet.md')

  test('names options and variables of stoa serve that exist', async () => {
    const help = await serveHelp()
    const named = [
      ...document.matchAll(/`(?:npx stoa serve )?(--[a-z-]+)|\b(STOA_[A-Z_]+)|serve (--[a-z-]+)/g),
    ]
    const options = named.map(([, option, variable, other]) => option ?? variable ?? other ?? '')
    expect(options).toEqual(expect.arrayContaining(['--redis', 'STOA_REDIS_URL']))
    for (const option of options) expect(help).toContain(option)
  })

  test('has a rule for a user of Redis that may do what the engines do, with nothing but the prefix', async () => {
    const [, rule = ''] = /```acl\nuser (.*)\n```/.exec(document) ?? []
    const redis = await startRedis()
    try {
      const may = await allowedBy(rule, (args) => redis.command(args))
      const used = commandsOfEngines()
      expect(used).toEqual(expect.arrayContaining(['evalsha', 'script|load', 'xadd', 'hset', 'ping']))
      expect(used.filter((command) => !may.has(command) && !may.has(command.split('|')[0] ?? ''))).toEqual([])
      expect(
        [...may].filter((command) => /^(flush|keys|config|eval$|client\|kill|shutdown|scan$)/.test(command)),
      ).toEqual([])
    } finally {
      await redis.stop()
    }
    expect(rule).toContain('resetkeys ~stoa:* resetchannels &stoa:* ')
  })
})

/** The commands that are left by a rule, read from left to right as Redis does. */
async function allowedBy(
  rule: string,
  ask: (args: readonly string[]) => Promise<unknown>,
): Promise<Set<string>> {
  const may = new Set<string>()
  for (const [, sign, isCategory, name = ''] of rule.matchAll(/ ([+-])(@?)([\w|]+)/g)) {
    if (name === 'all') may.clear()
    const commands =
      isCategory && name !== 'all' ? String(await ask(['ACL', 'CAT', name])).split(',') : [name]
    for (const command of commands) {
      if (sign === '+') may.add(command)
      else may.delete(command)
    }
  }
  return may
}

/** In lower case; `script|load` where there is a subcommand. */
function commandsOfEngines(): string[] {
  const folder = 'src/stores/redis'
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(ts|lua)$/.test(file) && !/\.(test|fixture)\.ts$|sentinel/.test(file),
  )
  const found = files.flatMap((file) => [
    ...read(join(folder, file)).matchAll(/(?:redis\.call\(|\[\s*)'([A-Z]{2,})'(?:,\s*'([A-Z]+)')?/g),
  ])
  return [...new Set(found.map(([, name = '', second]) => commandOf(name, second)))].sort()
}

function commandOf(name: string, second: string | undefined): string {
  const hasSubcommands = ['SCRIPT', 'CLUSTER', 'CLIENT', 'XGROUP', 'XINFO', 'OBJECT'].includes(name)
  return (hasSubcommands && second !== undefined ? `${name}|${second}` : name).toLowerCase()
}
