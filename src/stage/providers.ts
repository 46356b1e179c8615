import type {
  AppleStage,
  CognitoStage,
  FacebookStage,
  GooglePlayStage,
  ProvidersStage,
  SteamStage,
} from './provider-stages.ts'
import { orFalse } from './reading/combined.ts'
import { mapping } from './reading/mapping.ts'
import { id, region, secret, url } from './texts.ts'

const steam = mapping<SteamStage>({ appId: id, webApiKey: secret(1), url, identity: id }, [
  'appId',
  'webApiKey',
])

const apple = mapping<AppleStage>({ appId: id, url, issuer: url }, ['appId'])

const googlePlay = mapping<GooglePlayStage>(
  { appId: id, clientId: id, clientSecret: secret(1), tokenUrl: url, url },
  ['appId', 'clientId', 'clientSecret'],
)

const facebook = mapping<FacebookStage>({ appId: id, url }, ['appId'])

const cognito = mapping<CognitoStage>({ endpoint: url, userPoolId: id, clientId: id, region, jwksUri: url })

export const providers = mapping<ProvidersStage>({
  steam,
  apple,
  googlePlay,
  facebook,
  cognito: orFalse(cognito),
})
