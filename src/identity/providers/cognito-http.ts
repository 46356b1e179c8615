import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { decodeJwt, errors } from 'jose'
import { readQuery } from '../query.ts'
import type { CognitoLogin } from './cognito-login.ts'
import { type CognitoRequest, type CognitoStep, readCognitoRequest } from './cognito-request.ts'
import { type LogIn, linkIn, linkParameters, loggedInBody } from './log-in.ts'

type Field = Exclude<keyof CognitoRequest, 'step'>

/** What the pool is asked to do, without logging in. */
interface Chore {
  readonly title: string
  /** Without one of them the pool is not asked. */
  readonly needs: readonly Field[]
  readonly run: (pool: CognitoLogin, request: CognitoRequest) => Promise<string>
}

const chores: Readonly<Record<Exclude<CognitoStep, 'sign-in' | 'token'>, Chore>> = {
  'sign-up': {
    title: 'Sign Up',
    needs: ['username', 'password', 'email'],
    run: (pool, { username, password, email }) => pool.signUp(username, password, email),
  },
  confirm: {
    title: 'Confirmation',
    needs: ['username', 'code'],
    run: (pool, { username, code }) => pool.confirm(username, code),
  },
  'forgot-password': {
    title: 'Forgot Password',
    needs: ['username'],
    run: (pool, { username }) => pool.forgotPassword(username),
  },
  'reset-password': {
    title: 'Reset Password',
    needs: ['username', 'resetCode', 'password'],
    run: (pool, { username, resetCode, password }) => pool.resetPassword(username, resetCode, password),
  },
  'sign-out': {
    title: 'Sign Out',
    needs: ['accessToken'],
    run: (pool, { accessToken }) => pool.signOut(accessToken),
  },
}

const maxBodyBytes = 16_384

/** POST /prod/login-with-cognito. All that is said besides a login is a text as JSON. */
export function cognitoHttp(pool: CognitoLogin, logIn: LogIn): Hono {
  const tooLarge = (c: Context) => c.json('Invalid request', 413)
  const limit = bodyLimit({ maxSize: maxBodyBytes, onError: tooLarge })
  return new Hono().post('/prod/login-with-cognito', limit, (c) => answer(c, pool, logIn))
}

async function answer(c: Context, pool: CognitoLogin, logIn: LogIn): Promise<Response> {
  const query = readQuery(c.req.url, ['access_token', ...linkParameters])
  if ('refusal' in query) return c.json({ message: query.refusal }, 400)
  const { values } = query
  const request = readCognitoRequest(await c.req.text(), values.access_token ?? '')
  if (request === undefined) return c.json('Invalid request', 400)
  if (request.step !== 'sign-in' && request.step !== 'token') {
    return runChore(c, pool, request, chores[request.step])
  }

  const accessToken = await accessTokenOf(pool, request)
  if (accessToken === 'failed') return c.json('Cognito SignIn failed, no user found', 400)
  if (accessToken === 'no-token') {
    return c.json('Cognito Access Token is missing from the auth response', 400)
  }
  const subject = await pool.subject(accessToken.accessToken)
  if (subject === 'invalid') return c.json('Invalid or expired access token', 401)
  const { sub } = subject
  const provenAt = signedInAt(accessToken.accessToken)
  const outcome = await logIn({ provider: 'cognito', id: sub }, linkIn(values), provenAt)
  if ('refusal' in outcome) return c.json(`Error: ${outcome.refusal}`, 400)
  return c.json(loggedInBody('cognito_id', sub, outcome))
}

/** When the password was given that a pool's token goes back to, whatever it was refreshed with since. */
function signedInAt(accessToken: string): number | undefined {
  try {
    const { auth_time: seconds } = decodeJwt(accessToken)
    return typeof seconds === 'number' ? seconds * 1_000 : undefined
  } catch (error) {
    if (error instanceof errors.JWTInvalid) return undefined
    throw error
  }
}

async function runChore(
  c: Context,
  pool: CognitoLogin,
  request: CognitoRequest,
  chore: Chore,
): Promise<Response> {
  const { title, needs, run } = chore
  const outcome = needs.every((field) => request[field] !== '') ? await run(pool, request) : 'failed'
  if (outcome === 'failed') return c.json(`Cognito ${title} failed`, 400)
  const more = outcome === 'unconfirmed' ? ', please confirm your code' : ''
  return c.json(`Cognito ${title} successful${more}`)
}

async function accessTokenOf(pool: CognitoLogin, request: CognitoRequest) {
  const { step, accessToken, username, password } = request
  if (step === 'token') return { accessToken }
  return username === '' || password === '' ? 'failed' : pool.signIn(username, password)
}
