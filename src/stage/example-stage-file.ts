import { exampleAws } from './example-aws.ts'
import { exampleBus } from './example-bus.ts'
import { exampleHub } from './example-hub.ts'

/**
 * A stage file to begin with: every key, commented out with its default, or with an example where there is none.
 * Two are live, and say what holds without a file. What it takes from the environment must be there once it counts.
 */
export const exampleStageFile = (stage: string): string =>
  [head(stage), apis(stage) + ownApi, exampleHub, limits, logins, exampleBus, redis, exampleAws].join('\n')

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

## Whose X-Forwarded-For is believed: the proxies and load balancers in front. Addresses, nets, and loopback for this machine.
# trusted_proxies: [10.0.0.0/8, 192.0.2.7, loopback]

## The AWS region that the server claims to be in.
# region: us-east-1

## What tokens of notify are signed with (HS256, HS384 or HS512), at least 16 characters.
# jwt_secret: \${STOA_JWT_SECRET}

## What the console at /console asks for, at least 16 characters. The default is made up once, and shown at the start.
# admin_token: \${STOA_ADMIN_TOKEN}

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
##    Requests a second, and at once, of all its clients together; none by default. Each of its routes can have its own.
#     throttle: { rate: 10000, burst: 5000 }
#     routes:
#       message: { throttle: { rate: 1000, burst: 500 } }
#   relay:
#     path: ${stage === 'prod' ? '/relay' : '/prod'}
##    One authorizer alone can be written like this.
#     authorizer: cognito
#   notify: ${stage === 'dev' ? '/notify' : '/dev'}
#   webchat: /${stage}
#   lobby: true
#   hub: /hub
`

const ownApi = `##  An API of your own, under a name of your own: its routes are functions, as on API Gateway with Lambda. It can also
##  have what is shown for chat. Files are looked for in the folder that the server runs in.
#   game:
##    The default is the name.
#     path: /game
##    What events call the stage and the API; the stage is the last part of the path by default.
#     stage: game
#     apiId: game1
##    Who may connect: everybody by default, who one of the authorizers above lets in, or who a function lets in.
#     authorizer:
#       handler: ./lambdas/auth.handler
#       identitySource: [route.request.querystring.Authorization]
##    What of a message names its route.
#     selector: $request.body.action
##    A handler is a file without its ending, and the name of an export.
#     routes:
#       $connect: ./lambdas/connect.handler
#       $disconnect: ./lambdas/disconnect.handler
#       message:
#         handler: ./lambdas/message.handler
##        Milliseconds up to 29000, MiB, and variables on top of those of the API.
#         timeoutMs: 29000
#         memoryMb: 512
#         environment: { TABLE: messages }
##        Send the client what the handler answers.
#         response: true
##        What messages must look like (JSON Schema draft 4). One for all is "model: ./models/message.json".
#         models: { chat: ./models/chat.json, $default: ./models/message.json }
#         modelSelector: $request.body.kind
#         throttle: { rate: 100, burst: 50 }
##      A request to another server; "http: https://…" is enough. Headers have sources as on API Gateway.
#       score:
#         http:
#           url: https://scores.example.com/add
#           method: POST
#           timeoutMs: 5000
#           headers: { x-connection: context.connectionId, x-from: "'game'" }
##      An answer that is always the same; "mock: true" is an empty one.
#       ping:
#         mock: { status: 200, body: pong }
#         response: true
#       $default: { handler: ./lambdas/default.handler, model: ./models/message.json }
##    Stage variables, and variables of the environment of every function.
#     variables: { table: messages }
#     environment: { LOG_LEVEL: info }
##    Who connects must have one of these keys. A list of keys alone is enough.
#     apiKeys:
#       source: $request.header.x-api-key
#       keys:
#         - id: alice
#           value: \${GAME_API_KEY}
##    Where AWS does both, or nobody knows what it does: context of authorizers as text or native, errors of handlers
##    silent or as a frame, whether pings count against idle_timeout, binary frames refused or as base64, and
##    whether a message waits for the one before it.
#     contract:
#       contextTypes: text
#       errorAnswers: silent
#       pingKeepsAlive: false
#       binary: refuse
#       inOrder: false
`

const limits = `## What one connection may cost, of every API.
# limits:
##  Frames a second that it may send, and at once.
#   rate: 1000
#   burst: 5000
##  The same of one user, on all connections and nodes together; none by default.
#   user_rate: 1000
#   user_burst: 5000
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

const redis = `## Be one node of a fleet whose nodes share this Redis or Valkey; --redis on the command line goes before it.
# redis:
##  rediss:// for TLS, redis+sentinel://HOST:26379,HOST:26379/NAME, redis+cluster://HOST:6379,HOST:6379.
#   url: redis://\${REDIS_USER}:\${REDIS_PASSWORD}@localhost:6379
##  What all names of keys and channels begin with, so that several fleets can share one Redis.
#   prefix: stoa
##  Authorities to trust for TLS, in PEM.
#   ca_file: ./redis-ca.pem
`
