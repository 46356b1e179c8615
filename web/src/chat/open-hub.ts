import { connect } from 'stoa/client'
import type { HubClient } from './hub-client.ts'

type TokenSource = (isDoubted: boolean) => Promise<string | undefined>

/**
 * The hub at a URL, with a token whenever one is needed. Connects by itself, until it is closed. A browser does not say
 * why a connection failed, so the token of one that did is doubted: the server may have been started anew.
 */
export function openHub(url: string, token: TokenSource): HubClient {
  let hasFailed = false
  const client = connect({
    url,
    getToken(why) {
      const isDoubted = hasFailed && why === 'connect'
      hasFailed ||= why === 'connect'
      return token(isDoubted)
    },
  })
  client.on('state', ({ state }) => {
    if (state === 'open') hasFailed = false
  })
  return {
    get line() {
      return client.state
    },
    onLine: (listener) => client.on('state', listener),
    channel: (name) => client.channel(name),
    rename: (name) => client.rename(name),
    open: () => client.open(),
    close: () => client.close(),
  }
}
