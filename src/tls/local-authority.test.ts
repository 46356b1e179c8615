import { X509Certificate } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkServerIdentity } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { openAuthority } from './authority.ts'
import { handshake, temporaryFolder } from './local-authority.fixture.ts'
import { localAuthority } from './local-authority.ts'
import { serverCertificate } from './server-certificate.ts'

const now = Date.now()
const dayMs = 86_400_000
const names = ['localhost', '127.0.0.1', '::1', '*.execute-api.us-east-1.amazonaws.com']

const open = (folder: string, changed: Partial<Parameters<typeof localAuthority>[0]> = {}) =>
  localAuthority({ folder, names, now, ...changed })

describe('a client that trusts the authority', () => {
  test.each([
    ['localhost', 'ok'],
    ['127.0.0.1', 'ok'],
    ['abc123.execute-api.us-east-1.amazonaws.com', 'ok'],
    ['example.com', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['127.0.0.2', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['a.b.execute-api.us-east-1.amazonaws.com', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('asks for %s: %s', async (name, expected) => {
    const local = await open(await temporaryFolder())
    expect(await handshake(local, await readFile(local.caFile, 'utf8'), name)).toBe(expected)
  })

  test('asks for ::1, if its Node knows IPv6 addresses in certificates: some of version 22 do not', async () => {
    const local = await open(await temporaryFolder())
    const { subjectAltName } = new X509Certificate(local.cert)
    expect(subjectAltName).toContain('IP Address:0:0:0:0:0:0:0:1')
    const certificate = new X509Certificate(local.cert).toLegacyObject()
    const isKnown = checkServerIdentity('::1', certificate) === undefined
    expect(await handshake(local, await readFile(local.caFile, 'utf8'), '::1')).toBe(
      isKnown ? 'ok' : 'ERR_TLS_CERT_ALTNAME_INVALID',
    )
  })

  test('does not accept what another authority has signed', async () => {
    const local = await open(await temporaryFolder())
    const other = await open(await temporaryFolder())
    expect(await handshake(local, await readFile(other.caFile, 'utf8'), 'localhost')).not.toBe('ok')
  })

  test('does not accept a certificate for a domain that the authority is not for', async () => {
    const folder = await temporaryFolder()
    const authority = await openAuthority({ folder, domains: ['chat.example'], now })
    const ca = await readFile(authority.certFile, 'utf8')
    const chat = await serverCertificate(authority, { folder, names: ['chat.example'], now })
    const bank = await serverCertificate(authority, { folder, names: ['bank.example'], now })
    expect(await handshake(chat, ca, 'chat.example')).toBe('ok')
    expect(await handshake(bank, ca, 'bank.example')).not.toBe('ok')
  })
})

describe('the same folder again', () => {
  test('has the same certificate for the same names, in any order and spelling', async () => {
    const folder = await temporaryFolder()
    const first = await open(folder)
    const second = await open(folder, { names: [...names, 'LOCALHOST.', '0:0::1'].reverse() })
    expect(second).toEqual({ ...first, isNew: false })
    expect(first.isNew).toBe(true)
  })

  test.each([
    ['other names', { names: ['localhost'] }, 0],
    ['a certificate that ends within a week', {}, 390],
    ['a certificate that does not begin yet', {}, -2],
  ])('has a new certificate of the same authority for %s', async (_case, changed, days) => {
    const folder = await temporaryFolder()
    const first = await open(folder)
    const ca = await readFile(first.caFile, 'utf8')
    const second = await open(folder, { now: now + days * dayMs, ...changed })
    expect(second.cert).not.toBe(first.cert)
    expect(new X509Certificate(second.cert).verify(new X509Certificate(ca).publicKey)).toBe(true)
    expect(await readFile(second.caFile, 'utf8')).toBe(ca)
  })

  test('has a new certificate when the authority was deleted', async () => {
    const folder = await temporaryFolder()
    const first = await open(folder)
    await rm(join(folder, 'authority'), { recursive: true })
    const second = await open(folder)
    expect(second.isNew).toBe(true)
    expect(second.cert).not.toBe(first.cert)
    expect(await handshake(second, await readFile(second.caFile, 'utf8'), 'localhost')).toBe('ok')
  })

  test('says which names its authority does not sign for, and leaves them out', async () => {
    const folder = await temporaryFolder()
    await open(folder)
    const wanted = ['localhost', 'a.localhost', 'box.local', '192.0.2.7', 'late.example', '*.late.example']
    const { cert, uncovered } = await open(folder, { names: wanted })
    expect(uncovered).toEqual(['*.late.example', 'late.example'])
    expect(new X509Certificate(cert).subjectAltName).toBe(
      'IP Address:192.0.2.7, DNS:a.localhost, DNS:box.local, DNS:localhost',
    )
  })
})

test('servers that start at once in one folder use one authority, and what is left fits', async () => {
  const folder = join(await temporaryFolder(), 'new', 'folder')
  const all = await Promise.all(
    Array.from({ length: 8 }, (_, index) => open(folder, { names: [...names, `host-${index % 2}.local`] })),
  )
  const ca = await readFile(join(folder, 'authority', 'ca.pem'), 'utf8')
  expect(all.filter(({ isNew }) => isNew)).toHaveLength(1)
  for (const local of all) expect(await handshake(local, ca, 'localhost')).toBe('ok')
  expect(await handshake(await open(folder), ca, 'localhost')).toBe('ok')
})

test.skipIf(process.platform === 'win32')(
  'keys are for their owner only, and the certificate for all',
  async () => {
    const folder = await temporaryFolder()
    const { caFile } = await open(folder)
    const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777
    expect(await modeOf(join(folder, 'authority', 'ca-key.pem'))).toBe(0o600)
    expect(await modeOf(join(folder, 'server.pem'))).toBe(0o600)
    expect((await modeOf(caFile)) & 0o444).toBe(0o444)
  },
)

test('a certificate is valid for less than 398 days, and no longer than its authority', async () => {
  const folder = await temporaryFolder()
  const first = new X509Certificate((await open(folder)).cert)
  expect(Date.parse(first.validTo) - Date.parse(first.validFrom)).toBe(397 * dayMs)
  const { cert, caFile } = await open(folder, { now: now + 3_600 * dayMs })
  const authority = new X509Certificate(await readFile(caFile, 'utf8'))
  expect(new X509Certificate(cert).validTo).toBe(authority.validTo)
})

describe('a folder with something else in it is refused, by the name of the file', () => {
  test.each([
    ['authority/ca.pem', 'is damaged', 'nonsense'],
    ['authority/ca-key.pem', 'is damaged', ''],
    ['server.pem', 'is damaged', '-----BEGIN CERTIFICATE-----'],
  ])('%s %s', async (name, what, content) => {
    const folder = await temporaryFolder()
    await open(folder)
    await writeFile(join(folder, name), content)
    await expect(open(folder)).rejects.toThrow(
      `${join(folder, name)} ${what}; delete the folder ${folder}, then a new authority is made`,
    )
  })

  test('a key that is missing', async () => {
    const folder = await temporaryFolder()
    await open(folder)
    await rm(join(folder, 'authority', 'ca-key.pem'))
    await expect(open(folder)).rejects.toThrow(/ca-key\.pem cannot be read .*ENOENT/)
  })

  test('the key of another authority', async () => {
    const [folder, other] = [await temporaryFolder(), await temporaryFolder()]
    await Promise.all([open(folder), open(other)])
    const key = await readFile(join(other, 'authority', 'ca-key.pem'))
    await writeFile(join(folder, 'authority', 'ca-key.pem'), key)
    await expect(open(folder)).rejects.toThrow('ca-key.pem is not the key of ca.pem')
  })

  test('a certificate in place of the authority', async () => {
    const folder = await temporaryFolder()
    const { cert, caFile } = await open(folder)
    await writeFile(caFile, cert)
    await expect(open(folder)).rejects.toThrow('ca.pem is no authority that Stoa has made')
  })

  test('an authority in place of the certificate', async () => {
    const folder = await temporaryFolder()
    const { caFile } = await open(folder)
    const key = await readFile(join(folder, 'authority', 'ca-key.pem'), 'utf8')
    await writeFile(join(folder, 'server.pem'), `${key}${await readFile(caFile, 'utf8')}`)
    await expect(open(folder)).rejects.toThrow('server.pem is no certificate that Stoa has made')
  })

  test('an authority that has ended', async () => {
    const folder = await temporaryFolder()
    await open(folder)
    await expect(open(folder, { now: now + 3_653 * dayMs })).rejects.toThrow(
      /ca\.pem was valid until .* GMT;/,
    )
  })
})

test.each([
  '',
  'a b',
  'a/b',
  'a:80',
  'user@a',
  '*.local',
  '*',
  'a.*.local',
  '1.2.3',
  `${'a'.repeat(64)}.local`,
])('"%s" is no name for a certificate', async (name) => {
  await expect(open(await temporaryFolder(), { names: [name] })).rejects.toThrow('is no name')
})

test('an authority and its certificate are valid past 2050 too', async () => {
  const folder = await temporaryFolder()
  const local = await open(folder, { now: Date.UTC(2049, 11, 31) })
  const authority = new X509Certificate(await readFile(local.caFile, 'utf8'))
  expect(authority.validFrom).toBe('Dec 30 00:00:00 2049 GMT')
  expect(authority.validTo).toBe('Dec 31 00:00:00 2059 GMT')
  expect(new X509Certificate(local.cert).verify(authority.publicKey)).toBe(true)
})
