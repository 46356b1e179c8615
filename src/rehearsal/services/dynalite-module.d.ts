declare module 'dynalite' {
  import type { Server } from 'node:http'

  /** DynamoDB in memory. */
  function dynalite(options?: { readonly createTableMs?: number }): Server
  export = dynalite
}
