import { expect, test } from 'vitest'
import { functionVariables } from './function-variables.ts'

const own = { accessKeyId: 'ASIAOWN', secretAccessKey: 'secret', sessionToken: 'token' }

test('a function has its own credentials and one endpoint, whatever the shell has for AWS', () => {
  const shell = {
    AWS_PROFILE: 'work',
    AWS_ACCESS_KEY_ID: 'AKIAPERSON',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:1',
    HOME: '/home/ada',
  }
  const variables = functionVariables(own, 'http://127.0.0.1:9', shell)
  expect(variables).toMatchObject({
    AWS_ACCESS_KEY_ID: 'ASIAOWN',
    AWS_SESSION_TOKEN: 'token',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_PROFILE: '',
    AWS_ENDPOINT_URL_DYNAMODB: '',
  })
  expect(variables).not.toHaveProperty('HOME')
})
