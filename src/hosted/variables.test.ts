import { describe, expect, test } from 'vitest'
import { hosted, resultOf } from './hosted.fixture.ts'
import { variables } from './variables.ts'

const spec = {
  name: 'f',
  handler: './a/f.handler',
  folder: '/app',
  timeoutMs: 1_000,
  memoryMb: 128,
  environment: { TABLE: 'own' },
}
const places = { runtimeFolder: '/stoa', taskFolder: '/app/a' }

describe('the variables of a function', () => {
  test('are those of the server without what is its own business', () => {
    const all = variables(
      { HOME: '/x', STOA_SECRET_ACCESS_KEY: 's', NODE_OPTIONS: '--inspect' },
      {},
      spec,
      places,
    )
    expect(all).toMatchObject({ HOME: '/x', TABLE: 'own' })
    expect(Object.keys(all)).not.toContain('STOA_SECRET_ACCESS_KEY')
    expect(Object.keys(all)).not.toContain('NODE_OPTIONS')
  })

  test('are the nearest ones: those of the function, then of all, then of the server', () => {
    const own = { A: 'server', TABLE: 'server', TZ: 'Asia/Tokyo' }
    expect(variables(own, { A: 'all', TABLE: 'all' }, spec, places)).toMatchObject({
      A: 'all',
      TABLE: 'own',
      TZ: 'Asia/Tokyo',
    })
  })

  test('are what Lambda says of itself', () => {
    expect(variables({}, { _HANDLER: 'wrong' }, spec, places)).toEqual({
      TABLE: 'own',
      TZ: ':UTC',
      _X_AMZN_TRACE_ID: expect.stringContaining('Sampled=0'),
      _HANDLER: './a/f.handler',
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/f',
      LAMBDA_RUNTIME_DIR: '/stoa',
      LAMBDA_TASK_ROOT: '/app/a',
    })
  })
})

test('a function works in the folder of its package, with its variables and the arguments of a plain program', async () => {
  const { open, folder } = hosted(
    {
      'services/chat/package.json': '{}',
      'services/chat/src/f.js': `exports.handler = async () => [process.cwd(), process.env.TABLE, process.env.REGION, new Date(0).getHours(), process.argv.length]`,
      'bare/f.js': `exports.handler = async () => process.cwd()`,
    },
    { environment: () => ({ REGION: 'eu-west-1', TABLE: 'all' }) },
  )
  const own = open('./services/chat/src/f.handler', { environment: { TABLE: 'own' } })
  expect(resultOf(await own())).toEqual([`${folder}/services/chat`, 'own', 'eu-west-1', 0, 2])
  expect(resultOf(await open('bare/f.handler')())).toBe(folder)
})
