import type { Json, JsonSchema } from './json-schema.ts'

/** The parts of AsyncAPI 3.0.0 that our documents have. */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly defaultContentType: 'application/json'
  readonly servers: Readonly<Record<string, ServerObject>>
  readonly channels: Readonly<Record<string, ChannelObject>>
  readonly operations: Readonly<Record<string, OperationObject>>
  readonly components: {
    readonly messages: Readonly<Record<string, MessageObject>>
    readonly schemas: Readonly<Record<string, JsonSchema>>
  }
}

/** Where in the same document something is, as a JSON pointer: `#/channels/socket`. */
export interface Reference {
  readonly $ref: string
}

export interface ServerObject {
  readonly host: string
  readonly protocol: 'ws' | 'wss' | 'http' | 'https'
  readonly description: string
  readonly variables?: Readonly<Record<string, { readonly description: string }>>
}

export interface ChannelObject {
  readonly address: string | null
  readonly title: string
  readonly servers: readonly Reference[]
  readonly messages: Readonly<Record<string, Reference>>
  readonly bindings?: { readonly ws: WebSocketBinding }
}

export interface WebSocketBinding {
  readonly method: 'GET'
  readonly query?: JsonSchema
  readonly headers?: JsonSchema
  readonly bindingVersion: '0.1.0'
}

export interface OperationObject {
  /** As the server sees it: it receives what clients send. */
  readonly action: 'receive' | 'send'
  readonly channel: Reference
  readonly messages: readonly Reference[]
  readonly title: string
  readonly summary?: string
}

export interface MessageObject {
  readonly name: string
  readonly title: string
  readonly summary?: string
  readonly description?: string
  readonly contentType: 'application/json' | 'text/plain'
  readonly payload: Reference
  readonly examples?: readonly { readonly payload: Json }[]
}
