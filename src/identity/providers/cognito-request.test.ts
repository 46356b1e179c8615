import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cognitoSteps, readCognitoRequest } from './cognito-request.ts'

const read = (fields: object, queryToken = '') => readCognitoRequest(JSON.stringify(fields), queryToken)

const flags = {
  'sign-up': { signup: 'True' },
  confirm: { signup_confirmation_code: 'True' },
  'forgot-password': { forgot_password: 'True' },
  'reset-password': { reset_password: 'True' },
  'sign-out': { signout: 'True' },
  'sign-in': { signin: 'True' },
  token: { access_token: 't' },
}

test.each(cognitoSteps)('%s is asked for by its flag, nested or not', (step) => {
  expect(read({ body: flags[step] })?.step).toBe(step)
  expect(read(flags[step])?.step).toBe(step)
})

test('the first step in the order counts, of several that are asked for', () => {
  for (const [index, step] of cognitoSteps.entries()) {
    const rest = cognitoSteps.slice(index).map((name) => flags[name])
    expect(read(Object.assign({}, ...rest.toReversed()))?.step).toBe(step)
  }
})

test.each(['True', 'true', true])('%s sets a flag', (value) => {
  expect(read({ signin: value })?.step).toBe('sign-in')
})

test.each(['False', '', 'yes', false])('"%s" sets none', (value) => {
  expect(read({ signin: value })).toBeUndefined()
})

test('every text is read, and is empty where it was not sent', () => {
  expect(read({ signin: 'True' })).toEqual({
    step: 'sign-in',
    username: '',
    password: '',
    email: '',
    code: '',
    resetCode: '',
    accessToken: '',
  })
  const sent = {
    reset_password: 'True',
    username: 'ada',
    password: 'p',
    email: 'a@b.c',
    confirmation_code: '1',
    reset_password_code: '2',
    access_token: 't',
  }
  // A code that confirms a sign-up comes before the new password.
  expect(read({ body: sent })).toEqual({
    step: 'confirm',
    username: 'ada',
    password: 'p',
    email: 'a@b.c',
    code: '1',
    resetCode: '2',
    accessToken: 't',
  })
})

test('a code is taken from either of the two places, and a flag is no code', () => {
  expect(read({ signup_confirmation_code: 'True', confirmation_code: '123' })).toMatchObject({ code: '123' })
  expect(read({ signup_confirmation_code: '456' })).toMatchObject({ step: 'confirm', code: '456' })
  expect(read({ confirmation_code: '789' })).toMatchObject({ step: 'confirm', code: '789' })
  expect(read({ signup_confirmation_code: 'True' })).toMatchObject({ step: 'confirm', code: '' })
  expect(read({ signup_confirmation_code: 'False' })).toBeUndefined()
})

test('a token in the query counts without a body, and loses to one in it', () => {
  expect(readCognitoRequest('', 'query')).toMatchObject({ step: 'token', accessToken: 'query' })
  expect(read({ access_token: 'body' }, 'query')).toMatchObject({ accessToken: 'body' })
  expect(read({ signout: 'True' }, 'query')).toMatchObject({ step: 'sign-out', accessToken: 'query' })
})

test.each([
  '',
  '{}',
  '[]',
  'null',
  '"signin"',
  '{',
  '{"body":{}}',
  '{"body":"x"}',
  '{"signin":1}',
  '{"username":1,"signin":"True"}',
])('the body %s asks for nothing', (body) => {
  expect(readCognitoRequest(body, '')).toBeUndefined()
})

test('no body makes it fail', () => {
  const member = fc.constantFrom('body', 'signin', 'signup_confirmation_code', 'username', '__proto__')
  const object = fc.dictionary(member, fc.jsonValue()).map((value) => JSON.stringify(value))
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), object), (body) => {
      const step = readCognitoRequest(body, '')?.step
      expect([...cognitoSteps, undefined]).toContain(step)
    }),
  )
})
