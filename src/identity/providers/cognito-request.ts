import Type from 'typebox'
import { Compile } from 'typebox/compile'

/** What a client wants of the pool. The first one in this order that it asks for counts. */
export const cognitoSteps = [
  'sign-up',
  'confirm',
  'forgot-password',
  'reset-password',
  'sign-out',
  'sign-in',
  'token',
] as const

export type CognitoStep = (typeof cognitoSteps)[number]

/** A text that was not sent is empty. */
export interface CognitoRequest {
  readonly step: CognitoStep
  readonly username: string
  readonly password: string
  readonly email: string
  /** That of a sign-up. */
  readonly code: string
  readonly resetCode: string
  readonly accessToken: string
}

const text = Type.Optional(Type.String())
const flag = Type.Optional(Type.Union([Type.String(), Type.Boolean()]))
const fields = Type.Object({
  username: text,
  password: text,
  email: text,
  signup: flag,
  signup_confirmation_code: flag,
  confirmation_code: text,
  forgot_password: flag,
  reset_password: flag,
  reset_password_code: text,
  signout: flag,
  signin: flag,
  access_token: text,
})
type Fields = Type.Static<typeof fields>
type Flag = Fields['signup']

const bare = Compile(fields)
const nested = Compile(Type.Object({ body: fields }))

/**
 * Read a request's body, whose fields may be nested in a member `body`; `undefined` if it is not readable or asks for
 * nothing. An access token in the query counts if the body has none.
 */
export function readCognitoRequest(body: string, queryToken: string): CognitoRequest | undefined {
  const sent = body === '' ? {} : fieldsOf(body)
  if (sent === undefined) return undefined
  const accessToken = sent.access_token || queryToken
  const asked = asks(sent, accessToken)
  const step = cognitoSteps.find((name) => asked[name])
  if (step === undefined) return undefined
  return {
    step,
    username: sent.username ?? '',
    password: sent.password ?? '',
    email: sent.email ?? '',
    code: codeOf(sent),
    resetCode: sent.reset_password_code ?? '',
    accessToken,
  }
}

function asks(sent: Fields, accessToken: string): Readonly<Record<CognitoStep, boolean>> {
  return {
    'sign-up': isSet(sent.signup),
    confirm: isSet(sent.signup_confirmation_code) || codeOf(sent) !== '',
    'forgot-password': isSet(sent.forgot_password),
    'reset-password': isSet(sent.reset_password),
    'sign-out': isSet(sent.signout),
    'sign-in': isSet(sent.signin),
    token: accessToken !== '',
  }
}

function fieldsOf(body: string): Fields | undefined {
  const json = parsed(body)
  if (nested.Check(json)) return json.body
  return bare.Check(json) ? json : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isSet(value: Flag): boolean {
  return value === true || value === 'True' || value === 'true'
}

/** Some clients put the code where the flag belongs. */
function codeOf({ confirmation_code: code, signup_confirmation_code: flagOrCode }: Fields): string {
  if (code) return code
  return typeof flagOrCode === 'string' && !/^(true|false)$/i.test(flagOrCode) ? flagOrCode : ''
}
