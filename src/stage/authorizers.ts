import { lambdaAuthorizer } from './lambda-authorizer.ts'
import { checked, oneOrMore } from './reading/combined.ts'
import { entryOf } from './reading/entries.ts'
import { mapping } from './reading/mapping.ts'
import { choice, text } from './reading/scalars.ts'
import { type Reader, wrong } from './reading/value.ts'
import type {
  AuthorizerStage,
  CognitoAuthorizerStage,
  JwksAuthorizerStage,
  JwtAuthorizerStage,
  PlainAuthorizerStage,
} from './stage-file.ts'
import { id, isHttpUrl, secret, url } from './texts.ts'

const types = ['guest', 'iam', 'none', 'jwt', 'jwks', 'cognito', 'lambda'] as const

type AuthorizerType = (typeof types)[number]

const only = <Word extends string>(...words: readonly Word[]) => choice({ noun: 'authorizer', words })

const plain = mapping<PlainAuthorizerStage>({ type: only('guest', 'iam', 'none') }, ['type'])

const userClaim = choice({ noun: 'user_claim', words: ['data.userId', 'sub'] as const })

const jwt = mapping<JwtAuthorizerStage>({ type: only('jwt'), secret: secret(16), userClaim }, ['type'])

const shortText = text({
  mustBe: 'a text of 1 to 2048 characters',
  holds: (read) => read.length > 0 && read.length <= 2_048,
})

const jwks = checked(
  mapping<JwksAuthorizerStage>({ type: only('jwks'), issuer: shortText, jwksUri: url, audience: shortText }, [
    'type',
    'issuer',
  ]),
  ({ issuer, jwksUri }) =>
    jwksUri === undefined && !isHttpUrl(issuer) ? ['needs a jwks_uri, because its issuer is not a URL'] : [],
)

const cognito = mapping<CognitoAuthorizerStage>(
  { type: only('cognito'), userPoolId: id, clientId: id, jwksUri: url },
  ['type'],
)

const byType: Readonly<Record<AuthorizerType, Reader<AuthorizerStage>>> = {
  guest: plain,
  iam: plain,
  none: plain,
  jwt,
  jwks,
  cognito,
  lambda: lambdaAuthorizer,
}

const type = choice({ noun: 'authorizer', words: types })

/** What those types need that cannot be named alone. */
const needs: Readonly<Record<'jwks' | 'lambda', string>> = {
  jwks: 'an issuer: write { type: jwks, issuer: https://… }',
  lambda: 'a handler: write { handler: ./lambdas/auth.handler }',
}

const aType = `one of ${types.join(', ')}, or a mapping with a type or a handler`

const writeHandler = 'a function is written as { handler: ./lambdas/auth.handler }'

/** A type alone, or a mapping with one or with a handler. */
const authorizer: Reader<AuthorizerStage> = {
  read(value, page) {
    if (value.kind === 'text') {
      if (value.text.includes('.')) return wrong(value, page, aType, writeHandler)
      const word = type.read(value, page)
      if (word !== 'jwks' && word !== 'lambda') return word && { type: word }
      page.report(value.at, `the authorizer ${word} needs ${needs[word]}`)
      return undefined
    }
    if (value.kind !== 'mapping') return wrong(value, page, aType)
    const entry = entryOf(value, 'type')
    if (entry === undefined) {
      if (entryOf(value, 'handler') !== undefined) return lambdaAuthorizer.read(value, page)
      page.report(value.at, `${value.name} needs a type: one of ${types.join(', ')}; or a handler`)
      return undefined
    }
    const opened = page.open(entry.node, entry.name, entry.at)
    const word = opened && type.read(opened, page)
    return word && byType[word].read(value, page)
  },
}

/** One, or a list of at least one. */
export const authorizers: Reader<readonly AuthorizerStage[]> = oneOrMore(
  authorizer,
  16,
  'names nobody who may connect; "none" lets everybody in',
)
