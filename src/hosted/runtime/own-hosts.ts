import { syncBuiltinESMExports } from 'node:module'
import { connect, Socket } from 'node:net'
import tls, { type ConnectionOptions } from 'node:tls'
import type { OwnServer } from '../wire.ts'

const httpsPort = 443

/**
 * From now on a TLS connection to one of the server's names goes to the server itself, whatever DNS says of the name, and
 * without TLS: both are on this machine. So handlers that call back at `https://` and the domain of their event work as
 * they are, and the server knows that it is they who ask. It covers `https`, `fetch` and what is built on them.
 */
export function sendHome(server: OwnServer): void {
  const names = new Set(server.names.map(withPort))
  const original = tls.connect.bind(tls)

  const replaced = (...input: unknown[]): unknown => {
    const target = targetOf(input)
    if (target === undefined || !names.has(withPort(`${bracketed(target.host)}:${target.port}`))) {
      return Reflect.apply(original, tls, input)
    }
    const socket = plain(server, target.options)
    const onConnected = input.findLast(isListener)
    if (onConnected !== undefined) socket.once('secureConnect', onConnected)
    return socket
  }
  Reflect.set(tls, 'connect', replaced)
  sendPlainHome(server, names)
  syncBuiltinESMExports()
}

/** The same of connections without TLS, for who asks at an address of `http://`. */
function sendPlainHome(server: OwnServer, names: ReadonlySet<string>): void {
  const { connect: original } = Socket.prototype
  const replaced = function (this: Socket, ...input: unknown[]): unknown {
    // Node itself hands over its arguments in a list.
    const given: readonly unknown[] = Array.isArray(input[0]) ? input[0] : input
    const target = targetOf(given)
    const isOwn = target !== undefined && names.has(`${bracketed(target.host)}:${target.port}`.toLowerCase())
    if (!isOwn) return Reflect.apply(original, this, input)
    return Reflect.apply(original, this, [{ path: server.path }, ...given.filter(isListener)])
  }
  Reflect.set(Socket.prototype, 'connect', replaced)
}

interface Target {
  readonly host: string
  readonly port: number
  readonly options: ConnectionOptions
}

/** Where a call of `tls.connect(options)` or `(port, host?, options?)` wants to go, if that is a host and a port. */
function targetOf(input: readonly unknown[]): Target | undefined {
  const [first, second] = input
  const options: ConnectionOptions = input.find(isOptions) ?? {}
  // A socket of its own, or a local one, is not looked up by name.
  // `https` says null where there is none.
  if ((options.socket ?? options.path ?? undefined) !== undefined) return undefined
  const port = Number(typeof first === 'object' ? options.port : first)
  const host = typeof second === 'string' ? second : (options.host ?? 'localhost')
  return { host, port: port || httpsPort, options }
}

/** A socket without TLS that looks to an HTTP client as one with TLS does. */
function plain(server: OwnServer, options: ConnectionOptions): Socket {
  const socket = connect({
    path: server.path,
    ...(options.timeout !== undefined && { timeout: options.timeout }),
  })
  socket.once('connect', () => socket.emit('secureConnect'))
  return Object.assign(socket, {
    encrypted: true,
    authorized: true,
    alpnProtocol: false,
    servername: options.servername ?? options.host ?? false,
    getPeerCertificate: () => ({}),
    getCipher: () => ({ name: 'none', standardName: 'none', version: 'none' }),
    getProtocol: () => 'none',
    getSession: () => undefined,
    isSessionReused: () => false,
    setServername() {},
  })
}

/** `localhost:8080` as it is, `example.com` with `:443`, both in lower case. */
function withPort(name: string): string {
  const lower = name.toLowerCase()
  return /:\d+$/.test(lower) ? lower : `${lower}:${httpsPort}`
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

function isOptions(value: unknown): value is ConnectionOptions {
  return typeof value === 'object' && value !== null
}

function isListener(value: unknown): value is () => void {
  return typeof value === 'function'
}
