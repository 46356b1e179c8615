import { checked, list } from './reading/combined.ts'
import { entryOf, mapping } from './reading/mapping.ts'
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

const types = ['guest', 'iam', 'none', 'jwt', 'jwks', 'cognito'] as const

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
}

const type = choice({ noun: 'authorizer', words: types })

/** A type alone, or a mapping with one. */
const authorizer: Reader<AuthorizerStage> = {
  read(value, page) {
    if (value.kind === 'text') {
      const word = type.read(value, page)
      if (word !== 'jwks') return word && { type: word }
      page.report(value.at, 'the authorizer jwks needs an issuer: write { type: jwks, issuer: https://… }')
      return undefined
    }
    if (value.kind !== 'mapping')
      return wrong(value, page, `one of ${types.join(', ')}, or a mapping with a type`)
    const entry = entryOf(value, 'type')
    if (entry === undefined) {
      page.report(value.at, `${value.name} needs a type: one of ${types.join(', ')}`)
      return undefined
    }
    const opened = page.open(entry.node, entry.name, entry.at)
    const word = opened && type.read(opened, page)
    return word && byType[word].read(value, page)
  },
}

const several = checked(list(authorizer, 16), (read) =>
  read.length === 0 ? ['names nobody who may connect; "none" lets everybody in'] : [],
)

/** One, or a list of at least one. */
export const authorizers: Reader<readonly AuthorizerStage[]> = {
  ...several,
  read(value, page) {
    if (value.kind === 'list') return several.read(value, page)
    const one = authorizer.read(value, page)
    return one && [one]
  },
}
