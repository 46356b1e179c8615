import { eventContext, type Home, Unavailable, upkeepMs } from '../core/index.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import type { Guest } from './stay.ts'

/**
 * Have the API look after the topics of a connection that has given a sign of life. What it tells their members, this one is
 * told. Nobody has counted what they got: the topics are taken for quiet. It does not reject; what fails is done the next time.
 */
export async function lookAfter(
  guest: Guest,
  verbs: Home,
  { api }: Pick<ApiHome, 'api'>,
  ports: LambdaPorts,
): Promise<void> {
  const { connectionId } = guest
  const failed = (topic: string | undefined) => (error: unknown) => {
    const fields = { api: api.name, connectionId, topic, err: error }
    ports.log[error instanceof Unavailable ? 'debug' : 'error'](fields, 'a topic could not be looked after')
  }
  const telling: Promise<unknown>[] = []
  const look = async (topic: string): Promise<void> => {
    const tell = (_: string, frame: string): void => {
      telling.push(Promise.resolve(verbs.sockets.send(connectionId, frame)).catch(failed(topic)))
    }
    await api.upkeep?.({ ...eventContext(verbs), tell }, { topic, members: [guest], quietMs: upkeepMs })
  }
  try {
    const topics = await verbs.topics.topicsOf(connectionId)
    await Promise.all(topics.map((topic) => look(topic).catch(failed(topic))))
  } catch (error) {
    failed(undefined)(error)
  }
  await Promise.all(telling)
}
