import { describe, expect, test } from 'vitest'
import { methodFor, type RestApi } from './rest-apis.ts'

const api = (...methods: readonly (readonly [string, string])[]): RestApi => ({
  id: 'abc',
  stage: 'prod',
  variables: undefined,
  stageArn: '',
  methods: methods.map(([method, resourcePath]) => ({
    method,
    resourcePath,
    resourceId: resourcePath,
    functionArn: `${method} ${resourcePath}`,
  })),
})

const all = api(
  ['ANY', '/{proxy+}'],
  ['GET', '/'],
  ['GET', '/users/{id}'],
  ['GET', '/users/me'],
  ['ANY', '/users/me'],
)

describe('the method for', () => {
  test.each([
    ['GET', '/', 'GET /', {}],
    ['GET', '/login', 'ANY /{proxy+}', { proxy: 'login' }],
    ['POST', '/a/b/c', 'ANY /{proxy+}', { proxy: 'a/b/c' }],
    ['GET', '/users/7', 'GET /users/{id}', { id: '7' }],
    ['GET', '/users/me', 'GET /users/me', {}],
    ['PUT', '/users/me', 'ANY /users/me', {}],
    ['PUT', '/users/7', 'ANY /{proxy+}', { proxy: 'users/7' }],
  ])('%s %s', (method, path, expected, parameters) => {
    const match = methodFor(all, method, path)
    expect(match?.found.functionArn).toBe(expected)
    expect(match?.parameters).toEqual(parameters)
  })
})

test('there is none for what no resource matches', () => {
  expect(methodFor(all, 'POST', '/')).toBeUndefined()
  expect(methodFor(api(['GET', '/login']), 'GET', '/logout')).toBeUndefined()
})
