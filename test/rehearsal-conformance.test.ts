import { expect, test } from 'vitest'
import { conformance } from '../src/conformance/index.ts'
import { change, copyOf, rehearse, synthesized } from './support/rehearsal-stacks.ts'

const person = { accessKeyId: 'AKIDPERSON', secretAccessKey: 'secret of a person' }

test('what is deployed to AWS keeps the contract of API Gateway', { timeout: 180_000 }, async () => {
  const out = copyOf(await synthesized())
  change(out, 'serverless', (resources) => {
    const [connect] = Object.entries(resources).flatMap(([id, resource]) =>
      id.startsWith('webchatWebSocketConnectRoute') ? [resource] : [],
    )
    if (connect !== undefined) connect.Properties.AuthorizationType = 'AWS_IAM'
  })
  const { wsUrl } = await rehearse(out, {
    names: 'local',
    includes: (stack) => !stack.endsWith('-fleet'),
    credentials: [person],
  })
  const options = {
    url: new URL(`${wsUrl}/conformance`),
    plainUrl: new URL(`${wsUrl}/plain`),
    iamUrl: new URL(`${wsUrl}/poc`),
    timeoutMs: 20_000,
  }
  const results = await conformance(options)
  expect(results.flatMap(({ id, outcome }) => (outcome === 'passed' ? [] : [`${outcome}: ${id}`]))).toEqual([
    'skipped: upgrade.iam-signed',
    'skipped: upgrade.iam-forged',
    // Programs on this machine are let in.
    'skipped: management.forged',
  ])
  const signed = await conformance({
    ...options,
    only: /^upgrade\.iam/,
    signing: { ...person, region: 'us-east-1' },
  })
  expect(signed.map(({ id, outcome }) => `${outcome}: ${id}`)).toEqual([
    'passed: upgrade.iam-unsigned',
    'passed: upgrade.iam-signed',
    'passed: upgrade.iam-forged',
  ])
})
