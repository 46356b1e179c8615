import { Client } from './client.ts'
import { poolUser, relayUrl } from './pool.ts'
import { login, type TestServer } from './server.ts'
import { testToken } from './test-token.ts'

/** How a client of each API connects to a server without a stage file, and how many frames greet it. */
export const apis = [
  {
    name: 'chat',
    path: '/',
    greetings: 1,
    open: async (server: TestServer) =>
      Client.open(`${server.wsUrl}/?auth_token=${(await login(server)).auth_token}`),
  },
  {
    name: 'relay',
    path: '/prod',
    greetings: 0,
    open: async (server: TestServer) => Client.open(relayUrl(server, await poolUser(server))),
  },
  {
    name: 'notify',
    path: '/dev',
    greetings: 0,
    open: async (server: TestServer) =>
      Client.open(`${server.wsUrl}/dev`, ['websocket', await testToken(server)]),
  },
  {
    name: 'webchat',
    path: '/poc',
    greetings: 1,
    open: (server: TestServer) => Client.open(`${server.wsUrl}/poc`),
  },
  {
    name: 'lobby',
    path: '/LATEST',
    greetings: 1,
    open: (server: TestServer) => Client.open(`${server.wsUrl}/LATEST`),
  },
] as const
