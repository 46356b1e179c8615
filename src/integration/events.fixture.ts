/** Events of a connection that never was, with the members, types and order of those that were captured in 2024. */

const names = {
  domainName: 'game.example.com',
  connectionId: 'VJ2kdc9zIAMCK1w=',
  apiId: 'k3ta9f0abc',
} as const

const identity = { userAgent: 'UnityPlayer/6000.0', sourceIp: '203.0.113.9' } as const

const sentHeaders = {
  Host: 'game.example.com',
  'Sec-WebSocket-Key': 'u3Zt0Qh1nZ4cXg8vW8d8ag==',
  'Sec-WebSocket-Version': '13',
} as const

const addedHeaders = {
  'User-Agent': 'UnityPlayer/6000.0',
  'X-Amzn-Trace-Id': 'Root=1-65e1196f-0f5c2a1e7b9d4c3f8a6e2d10',
  'X-Forwarded-For': '203.0.113.9',
  'X-Forwarded-Port': '443',
  'X-Forwarded-Proto': 'https',
} as const

const multi = (headers: Readonly<Record<string, string>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))

const connectContext = {
  routeKey: '$connect',
  eventType: 'CONNECT',
  extendedRequestId: 'VJ2kdEqJoAMFrsA=',
  requestTime: '29/Feb/2024:23:59:59 +0000',
  messageDirection: 'IN',
  stage: 'prod',
  connectedAt: 1709251199249,
  requestTimeEpoch: 1709251199250,
  identity,
  requestId: 'VJ2kdEqJoAMFrsA=',
  ...names,
} as const

const connectHeaders = { ...sentHeaders, ...addedHeaders }

export const connectFixture = {
  headers: connectHeaders,
  multiValueHeaders: multi(connectHeaders),
  requestContext: connectContext,
  isBase64Encoded: false,
}

const authorizerHeaders = {
  Connection: 'Upgrade',
  'content-length': '0',
  ...sentHeaders,
  Upgrade: 'websocket',
  ...addedHeaders,
}

export const authorizerFixture = {
  type: 'REQUEST',
  methodArn: 'arn:aws:execute-api:eu-central-1:123456789012:k3ta9f0abc/prod/$connect',
  headers: authorizerHeaders,
  multiValueHeaders: multi(authorizerHeaders),
  queryStringParameters: { token: 'second', name: 'Zoë B' },
  multiValueQueryStringParameters: { token: ['first', 'second'], name: ['Zoë B'] },
  stageVariables: {},
  requestContext: connectContext,
}

export const messageFixture = {
  requestContext: {
    routeKey: 'sendmessage',
    messageId: 'VJ2kjcsDoAMCK1w=',
    eventType: 'MESSAGE',
    extendedRequestId: 'VJ2kjHWYoAMFoJA=',
    requestTime: '01/Mar/2024:00:00:03 +0000',
    messageDirection: 'IN',
    stage: 'prod',
    connectedAt: 1709251199249,
    requestTimeEpoch: 1709251203007,
    identity,
    requestId: 'VJ2kjHWYoAMFoJA=',
    ...names,
  },
  body: '{"action":"sendmessage","text":"hi 👋\\n"}',
  isBase64Encoded: false,
}

const disconnectHeaders = {
  Host: 'game.example.com',
  'x-api-key': '',
  'X-Forwarded-For': '',
  'x-restapi': '',
} as const

export const disconnectFixture = {
  headers: disconnectHeaders,
  multiValueHeaders: multi(disconnectHeaders),
  requestContext: {
    routeKey: '$disconnect',
    disconnectStatusCode: 1005,
    authorizer: { principalId: 'ada', level: '7', isAdmin: 'true' },
    eventType: 'DISCONNECT',
    extendedRequestId: 'VJ2lgFQGoAMFTsg=',
    requestTime: '01/Mar/2024:00:10:03 +0000',
    messageDirection: 'IN',
    disconnectReason: 'Client-side close frame status not set',
    stage: 'prod',
    connectedAt: 1709251199249,
    requestTimeEpoch: 1709251803500,
    identity,
    requestId: 'VJ2lgFQGoAMFTsg=',
    ...names,
  },
  isBase64Encoded: false,
}
