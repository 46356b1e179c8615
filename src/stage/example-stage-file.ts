/**
 * A stage file to begin with: every key, commented out with its default, or with an example where there is none.
 * Two are live, and say what holds without a file. What it takes from the environment must be there once it counts.
 */
export const exampleStageFile = (stage: string): string =>
  [head(stage), apis(stage), limits, logins, bus].join('\n')

const head = (
  stage: string,
) => `## What the server does on the stage "${stage}". Lines with ## explain. Lines with # and a key show its
## default, or an example: take the "# " away, of the keys above it too, and change the value.
## \${NAME} in a text is taken from the environment, \${NAME:-text} with a default; keep secrets there.

## Whether clients of webchat must sign their requests (AWS Signature Version 4).
iam_auth: false

## How much to log: NONE, FATAL, ERROR, WARN, INFO, DEBUG or TRACE.
log_level: INFO

## How long connections live: open (the server pings, nothing is cut) or aws (10 minutes idle, 2 hours in all).
# profile: open

## Where clients reach the server, if not at its host and port.
# public_url: https://chat.example.com

## The AWS region that the server claims to be in.
# region: us-east-1

## What tokens of notify are signed with (HS256, HS384 or HS512), at least 16 characters.
# jwt_secret: \${STOA_JWT_SECRET}

## What requests may be signed with. Without any: the STOA_ or AWS_ variables of the environment.
# credentials:
#   - access_key_id: AKIAEXAMPLE
#     secret_access_key: \${STOA_SECRET_ACCESS_KEY}
##    Only for temporary credentials.
#     session_token: \${STOA_SESSION_TOKEN}
`

const apis = (
  stage: string,
) => `## Each API: true, false (not served), a path, or the keys that are shown for chat.
# apis:
#   chat:
##    Where it is mounted. What the server has at paths of its own, such as /docs and /health, is not free.
#     path: /
##    Who may connect, one that agrees is enough: guest, iam, jwt, jwks, cognito, or none (everybody).
#     authorizers:
##      The server's own guest tokens.
#       - type: guest
##      Tokens signed with a shared secret; the default is jwt_secret. Users are named by data.userId or sub.
#       - type: jwt
#         secret: \${STOA_JWT_SECRET}
#         user_claim: data.userId
##      Tokens of another issuer; by default its openid-configuration says where its keys are.
#       - type: jwks
#         issuer: https://login.example.com
#         jwks_uri: https://login.example.com/.well-known/jwks.json
#         audience: my-game
##      Tokens of a Cognito user pool; the default is the server's own.
#       - type: cognito
#         user_pool_id: us-east-1_Example01
#         client_id: 1example23456789
#         jwks_uri: https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example01/.well-known/jwks.json
##    Other limits than all APIs have; the keys are those of limits below.
#     limits:
#       rate: 1000
##    Another profile than all APIs have.
#     profile: open
##    Seconds without a message after which a connection ends: none with open, 600 with aws.
#     idle_timeout: 600
##    Seconds after which a connection ends: none with open, 7200 with aws.
#     max_duration: 7200
#   relay:
#     path: ${stage === 'prod' ? '/relay' : '/prod'}
##    One authorizer alone can be written like this.
#     authorizer: cognito
#   notify: ${stage === 'dev' ? '/notify' : '/dev'}
#   webchat: /${stage}
#   lobby: true
`

const limits = `## What one connection may cost, of every API.
# limits:
##  Frames a second that it may send, and at once.
#   rate: 1000
#   burst: 5000
##  Bytes that may wait for a slow reader before it is cut.
#   outbound_bytes: 1048576
##  Frames that may wait for their turn before the server stops reading.
#   inbound_frames: 64
##  Topics that it may be in at once.
#   topics: 1000
##  Sizes that close it with 1009 when they are exceeded; chat takes frames of 131072.
#   max_frame_bytes: 32768
#   max_message_bytes: 131072
`

const logins = `## The server's own user pool. Ids that are not given are made once and kept.
# user_pool:
#   id: us-east-1_Example01
#   client_id: 1example23456789
##  An account that is made at the start, for somebody to set its password.
#   admin_email: admin@example.com
##  Whether people may make accounts for themselves with login-with-cognito. They are confirmed without a code.
#   self_sign_up: false

## Whose accounts players may log in with. Only what is here is served; each url has the provider's as its default.
# providers:
#   steam:
#     app_id: 480
#     web_api_key: \${STEAM_WEB_API_KEY}
#     url: https://partner.steam-api.com
##    The identity that clients ask their tickets for, if they give one.
#     identity: my-game
#   apple:
#     app_id: com.example.game
#     url: https://appleid.apple.com
#     issuer: https://appleid.apple.com
#   google_play:
#     app_id: 1234567890
#     client_id: 1234567890-example.apps.googleusercontent.com
#     client_secret: \${GOOGLE_CLIENT_SECRET}
#     token_url: https://oauth2.googleapis.com/token
#     url: https://www.googleapis.com
#   facebook:
#     app_id: 1234567890
#     url: https://graph.facebook.com
##  A pool at AWS. The default is the server's own; "cognito: false" is none.
#   cognito:
#     endpoint: https://cognito-idp.us-east-1.amazonaws.com
#     user_pool_id: us-east-1_Example01
#     client_id: 1example23456789
#     region: us-east-1
#     jwks_uri: https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example01/.well-known/jwks.json
`

const bus = `## Events.
# bus:
##  How often an event is tried before it becomes a dead letter.
#   attempts: 5
##  Milliseconds before the second try; each next one waits twice as long.
#   back_off_ms: 200
##  A URL that is told of dead letters.
#   alarm_webhook: https://alerts.example.com/stoa
`
