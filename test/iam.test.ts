import { type Credentials, sign } from 'aws4'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../src/stores/index.ts'
import { Client, upgradeStatus } from './support/client.ts'
import { poolUser } from './support/pool.ts'
import { login, startServer, type TestServer } from './support/server.ts'
import { testToken } from './support/test-token.ts'

const known = { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret/of+tests=' }

/** The URL that a script makes of a stage's URL. */
function signed(url: string, credentials: Credentials = known): string {
  const { host, pathname, search } = new URL(url)
  const { path } = sign({ host, path: `${pathname}${search}`, signQuery: true }, credentials)
  return `ws://${host}${path}`
}

const stamp = (moment: number) => new Date(moment).toISOString().replace(/[-:]|\.\d{3}/g, '')

const signing = () => startServer({ stageFile: { iamAuth: true, credentials: [known] } })

describe('a web chat with iam_auth', () => {
  test('lets in who has signed the URL', async () => {
    const { wsUrl } = await signing()
    const client = await Client.open(signed(`${wsUrl}/poc`))
    expect(await client.next()).toMatch(/^Welcome! - connected on /)
    expect(await upgradeStatus(signed(`${wsUrl}/poc?X-Amz-Expires=60`))).toBe(101)
  })

  test('lets in who has signed for a service and a region', async () => {
    const { wsUrl } = await signing()
    const { host } = new URL(wsUrl)
    const request = { host, path: '/poc', signQuery: true, service: 'execute-api', region: 'eu-west-1' }
    expect(await upgradeStatus(`ws://${host}${sign(request, known).path}`)).toBe(101)
    const other = { ...request, path: '/poc', service: 'lambda' }
    expect(await upgradeStatus(`ws://${host}${sign(other, known).path}`)).toBe(403)
  })

  test('refuses who has not signed', async () => {
    const { wsUrl } = await signing()
    expect(await upgradeStatus(`${wsUrl}/poc`)).toBe(403)
    expect(await upgradeStatus(`${wsUrl}/poc?X-Amz-Signature=`)).toBe(403)
  })

  test('refuses a signature that was changed, and one of a URL that was', async () => {
    const { wsUrl } = await signing()
    const good = signed(`${wsUrl}/poc`)
    expect(await upgradeStatus(good)).toBe(101)
    const changed = good.replace(/Signature=(.)/, (_, first) => `Signature=${first === 'a' ? 'b' : 'a'}`)
    expect(await upgradeStatus(changed)).toBe(403)
    expect(await upgradeStatus(`${good}&more=1`)).toBe(403)
    expect(await upgradeStatus(good.replace(/&X-Amz-Signature=\w+/, ''))).toBe(403)
  })

  test('refuses a signature for another path, even under its own', async () => {
    const { wsUrl } = await signing()
    const { search } = new URL(signed(`${wsUrl}/LATEST`))
    expect(await upgradeStatus(`${wsUrl}/poc${search}`)).toBe(403)
  })

  test('refuses a key that it does not know, and another secret', async () => {
    const { wsUrl } = await signing()
    for (const change of [{ accessKeyId: 'AKIDNOBODY' }, { secretAccessKey: 'x' }]) {
      expect(await upgradeStatus(signed(`${wsUrl}/poc`, { ...known, ...change }))).toBe(403)
    }
  })

  test('refuses a signature whose time is over, or has not come', async () => {
    const { wsUrl } = await signing()
    const at = (ms: number, more = '') =>
      upgradeStatus(signed(`${wsUrl}/poc?X-Amz-Date=${stamp(Date.now() + ms)}${more}`))
    expect(await at(-200_000)).toBe(101)
    expect(await at(-400_000)).toBe(403)
    expect(await at(400_000)).toBe(403)
    expect(await at(-400_000, '&X-Amz-Expires=3600')).toBe(101)
    expect(await at(-100_000, '&X-Amz-Expires=60')).toBe(403)
  })

  test('goes by its own clock', async () => {
    const clock = { ...systemClock(), now: () => Date.now() + 400_000 }
    const { wsUrl } = await startServer({ clock, stageFile: { iamAuth: true, credentials: [known] } })
    expect(await upgradeStatus(signed(`${wsUrl}/poc`))).toBe(403)
  })

  test('is no reason to sign for another API, and needs credentials to be served at all', async () => {
    const { wsUrl } = await signing()
    expect(await upgradeStatus(`${wsUrl}/LATEST`)).toBe(101)
    await expect(startServer({ stageFile: { iamAuth: true } })).rejects.toThrow(
      /connections to webchat must be signed.*no credentials/,
    )
  })
})

test('without iam_auth nobody needs to sign', async () => {
  const { wsUrl } = await startServer({ credentials: [known] })
  expect(await upgradeStatus(`${wsUrl}/poc`)).toBe(101)
  expect(await upgradeStatus(signed(`${wsUrl}/poc`, { ...known, secretAccessKey: 'x' }))).toBe(101)
})

describe('an API with several authorizers', () => {
  const several = (): Promise<TestServer> =>
    startServer({
      stageFile: {
        jwtSecret: 'a secret of the tests',
        credentials: [known],
        apis: {
          relay: { authorizers: [{ type: 'cognito' }, { type: 'guest' }, { type: 'iam' }] },
        },
      },
    })

  test('lets in whom one of them lets in', async () => {
    const server = await several()
    const url = `${server.wsUrl}/prod`
    expect(await upgradeStatus(`${url}?Authorization=${(await login(server)).auth_token}`)).toBe(101)
    expect(await upgradeStatus(signed(url))).toBe(101)
  })

  test('names a wrong token before a missing one, and refuses both', async () => {
    const server = await several()
    const url = `${server.wsUrl}/prod`
    expect(await upgradeStatus(`${url}?Authorization=garbage`)).toBe(401)
    expect(await upgradeStatus(url)).toBe(403)
    expect(await upgradeStatus(signed(url, { ...known, secretAccessKey: 'x' }))).toBe(403)
  })

  test('knows tokens of a pool beside those of guests, and no others', async () => {
    const authorizers = [{ type: 'guest' }, { type: 'cognito' }] as const
    const server = await startServer({ stageFile: { apis: { relay: { authorizers } } } })
    const status = (token: string) => upgradeStatus(`${server.wsUrl}/prod?Authorization=${token}`)
    expect(await status((await poolUser(server)).accessToken)).toBe(101)
    expect(await status((await login(server)).auth_token)).toBe(101)
    expect(await status(await testToken(server))).toBe(401)
    expect(await upgradeStatus(`${server.wsUrl}/prod`)).toBe(401)
  })
})
