import type { About, Api } from '../core/index.ts'
import { alarmChannel, busChannel, busTraffic } from './bus-traffic.ts'
import { descriptionOf } from './description.ts'
import type {
  AsyncApiDocument,
  ChannelObject,
  MessageObject,
  OperationObject,
  Reference,
  ServerObject,
  WebSocketBinding,
} from './document.ts'
import { exampleOf } from './example.ts'
import type { JsonSchema } from './json-schema.ts'
import { socketTraffic, type Traffic, withUniqueKeys } from './traffic.ts'

/** Where an API is served. */
export interface Place {
  /** `/dev`. */
  readonly path: string
  /** With the port, if it is not the scheme's own. The default is where `stoa serve` listens. */
  readonly host?: string
  readonly isSecure?: boolean
  /** Of the server. */
  readonly version: string
}

/** The AsyncAPI document of an API: all that goes over its socket and its buses, from the definition alone. */
export function asyncApi(api: Api, place: Place): AsyncApiDocument {
  const traffic = withUniqueKeys([...socketTraffic(api), ...busTraffic(api)])
  const keyed = <T>(describe: (one: Traffic) => T): Record<string, T> =>
    Object.fromEntries(traffic.map((one) => [one.key, describe(one)]))
  return {
    asyncapi: '3.0.0',
    info: { title: api.about.title, version: place.version, description: descriptionOf(api) },
    defaultContentType: 'application/json',
    servers: serversOf(api, place),
    channels: channelsOf(api, place, traffic),
    operations: keyed(operation),
    components: { messages: keyed(message), schemas: keyed(({ schema }) => schema) },
  }
}

function serversOf({ events }: Api, { host = '127.0.0.1:8080', isSecure = false }: Place) {
  const servers: Record<string, ServerObject> = {
    sockets: { host, protocol: isSecure ? 'wss' : 'ws', description: 'Where clients connect.' },
  }
  if (events.length === 0) return servers
  servers.events = {
    host,
    protocol: isSecure ? 'https' : 'http',
    description: 'Where events are emitted, with `PutEvents` of EventBridge.',
  }
  servers.alarms = {
    host: '{webhook}',
    protocol: 'https',
    description: 'Who is told of events that could not be handled, with a POST.',
    variables: { webhook: { description: 'What the server was given as its alarm webhook.' } },
  }
  return servers
}

function channelsOf({ about, events }: Api, { path }: Place, traffic: readonly Traffic[]) {
  const channels: Record<string, ChannelObject> = {
    socket: {
      address: path,
      title: `The socket at ${path}`,
      servers: [to('servers', 'sockets')],
      messages: messagesOn('socket', traffic),
      bindings: { ws: handshakeOf(about) },
    },
  }
  for (const bus of new Set(events.map((route) => route.bus))) {
    channels[busChannel(bus)] = {
      address: bus,
      title: `The bus ${bus}`,
      servers: [to('servers', 'events')],
      messages: messagesOn(busChannel(bus), traffic),
    }
  }
  if (events.length > 0) {
    channels[alarmChannel] = {
      address: null,
      title: 'The alarm webhook',
      servers: [to('servers', 'alarms')],
      messages: messagesOn(alarmChannel, traffic),
    }
  }
  return channels
}

function messagesOn(channel: string, traffic: readonly Traffic[]): Record<string, Reference> {
  const there = traffic.filter((one) => one.channel === channel)
  return Object.fromEntries(there.map(({ key }) => [key, to('components', 'messages', key)]))
}

function handshakeOf({ query, subprotocol }: About): WebSocketBinding {
  return {
    method: 'GET',
    ...(query !== undefined && { query: describedTexts(query) }),
    ...(subprotocol !== undefined && { headers: describedTexts({ 'Sec-WebSocket-Protocol': subprotocol }) }),
    bindingVersion: '0.1.0',
  }
}

function describedTexts(descriptions: Readonly<Record<string, string>>): JsonSchema {
  const texts = Object.entries(descriptions).map(([name, description]) => [
    name,
    { type: 'string', description },
  ])
  return { type: 'object', properties: Object.fromEntries(texts) }
}

function operation({ key, action, channel, title, summary }: Traffic): OperationObject {
  return {
    action,
    channel: to('channels', channel),
    messages: [to('channels', channel, 'messages', key)],
    title,
    ...(summary !== '' && { summary }),
  }
}

function message({ key, name, title, summary, description, contentType, schema }: Traffic): MessageObject {
  const example = exampleOf(schema)
  return {
    name,
    title,
    ...(summary !== '' && { summary }),
    ...(description !== undefined && { description }),
    contentType,
    payload: to('components', 'schemas', key),
    ...(example !== undefined && { examples: [{ payload: example }] }),
  }
}

const to = (...steps: readonly string[]): Reference => ({ $ref: `#/${steps.join('/')}` })
