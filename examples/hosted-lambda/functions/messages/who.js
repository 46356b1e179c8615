import { memberOf, membersOf } from './rooms.js'

/** `{"action":"who"}`. The route has a response, so the body is the answer to the client. */
export const handler = async ({ requestContext: { connectionId } }) => {
  const { room } = (await memberOf(connectionId)) ?? {}
  const members = room ? await membersOf(room) : []
  const names = members.map(({ name }) => name).sort((a, b) => a.localeCompare(b))
  return { statusCode: 200, body: JSON.stringify({ event: 'here', room, names }) }
}
