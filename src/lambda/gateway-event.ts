import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'

const Texts = Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())])
const ManyTexts = Type.Union([Type.Null(), Type.Record(Type.String(), Type.Array(Type.String()))])

const RequestContext = Type.Object({
  connectionId: Type.String(),
  connectedAt: Type.Number(),
  requestTimeEpoch: Type.Number(),
  requestId: Type.String(),
  apiId: Type.String(),
  stage: Type.String(),
  domainName: Type.String(),
  identity: Type.Object({
    sourceIp: Type.String(),
    userArn: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
  authorizer: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  disconnectStatusCode: Type.Optional(Type.Number()),
  disconnectReason: Type.Optional(Type.String()),
})

const Connect = {
  headers: Type.Optional(Texts),
  queryStringParameters: Type.Optional(Texts),
  multiValueQueryStringParameters: Type.Optional(ManyTexts),
}

const GatewayEvent = Type.Object({
  ...Connect,
  requestContext: Type.Intersect([
    RequestContext,
    Type.Object({ eventType: Type.Enum(['CONNECT', 'MESSAGE', 'DISCONNECT']) }),
  ]),
  body: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  isBase64Encoded: Type.Optional(Type.Boolean()),
})

const AuthorizerEvent = Type.Object({
  ...Connect,
  methodArn: Type.String(),
  requestContext: RequestContext,
})

/** An event of a WebSocket API, as API Gateway gives it to an integration (developer guide, "WebSocket APIs"). */
export type GatewayEvent = Static<typeof GatewayEvent>
/** The event of a REQUEST authorizer. */
export type AuthorizerEvent = Static<typeof AuthorizerEvent>
export type RequestContext = Static<typeof RequestContext>

const gatewayEvent = Compile(GatewayEvent)
const authorizerEvent = Compile(AuthorizerEvent)

/** Throws a `TypeError` for anything else. */
export function readGatewayEvent(event: unknown): GatewayEvent {
  if (!gatewayEvent.Check(event)) throw new TypeError('the event is none of a WebSocket API')
  return event
}

/** Throws a `TypeError` for anything else. */
export function readAuthorizerEvent(event: unknown): AuthorizerEvent {
  if (!authorizerEvent.Check(event)) throw new TypeError('the event is none of an authorizer')
  return event
}
