import { type Context, Hono } from 'hono'
import { awsConfig, type UserPool } from '../identity/index.ts'

export interface ClientFilesOptions {
  readonly pool: UserPool
  readonly stage: string
  /** The paths of the APIs whose clients read a file, where they are served. */
  readonly relayPath: string | undefined
  readonly webchatPath: string | undefined
  readonly hubPath: string | undefined
  readonly hasPasswords: boolean
  /** `ws://…` or `wss://…`, as the client of a request reaches the server. */
  readonly origin: (c: Context) => string
}

/** What clients of the relay and the scripts of the web chat read to find out where to connect. */
export function clientFiles(options: ClientFilesOptions): Hono {
  const { pool, stage, relayPath, webchatPath, hubPath, hasPasswords, origin } = options
  const app = new Hono()
  // The page has this server's origin already.
  app.get('/app.json', (c) => c.json({ hub: hubPath ?? null, passwords: hasPasswords }, 200, openToAll))
  if (relayPath !== undefined) {
    app.get('/aws-config.json', async (c) =>
      c.json(await awsConfig(pool, `${origin(c)}${relayPath}`), 200, openToAll),
    )
  }
  if (webchatPath !== undefined) {
    app.get('/.serverless/manifest.json', (c) =>
      c.json({ [stage]: manifestOf(`${origin(c)}${webchatPath}`) }, 200, openToAll),
    )
  }
  return app
}

const openToAll = { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' }

/** One stage of `.serverless/manifest.json`, as the Serverless Framework writes it. */
export const manifestOf = (webSocketUrl: string) => ({
  outputs: [{ OutputKey: 'ServiceEndpointWebsocket', OutputValue: webSocketUrl }],
})
