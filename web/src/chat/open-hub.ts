import { connect } from 'stoa/client'
import { doubt, type TokenSource } from './doubt.ts'
import type { HubClient } from './hub-client.ts'

/** The hub at a URL, with a token whenever one is needed. Connects by itself, until it is closed. */
export function openHub(url: string, source: TokenSource): HubClient {
  const { token, told } = doubt(source)
  const client = connect({ url, getToken: (why) => (why === 'connect' ? token() : source(false)) })
  client.on('state', told)
  // The states say what a person needs to know of a failure. A mistake of this page is for the browser's console.
  client.on('error', (failure) => {
    if (failure.code === 'listener') reportError(failure.cause)
  })
  return {
    get line() {
      return told(client.state)
    },
    onLine: (listener) => client.on('state', (state) => listener(told(state))),
    channel: (name) => client.channel(name),
    rename: (name) => client.rename(name),
    open: () => client.open(),
    close: () => client.close(),
  }
}
