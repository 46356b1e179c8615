import {
  createContext,
  createElement,
  type FunctionComponent,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react'
import type { HubUser } from '../protocol/index.ts'
import { ChannelLog, type ChannelView } from './channel-log.ts'
import type { Channel, Client, ConnectionState, Publishing } from './types.ts'

const Context = createContext<Client | undefined>(undefined)

interface StoaProviderProps {
  /** Made by `connect`, outside of any component. The provider neither opens nor closes it. */
  readonly client: Client
  readonly children?: ReactNode
}

export const StoaProvider: FunctionComponent<StoaProviderProps> = ({ client, children }) =>
  createElement(Context.Provider, { value: client }, children)

/** Throws outside of a `StoaProvider`. */
export function useStoa(): Client {
  const client = useContext(Context)
  if (client === undefined) throw new Error('There is no StoaProvider around this component.')
  return client
}

export function useConnectionState(): ConnectionState {
  const client = useStoa()
  const subscribe = useCallback((changed: () => void) => client.on('state', changed), [client])
  return useSyncExternalStore(
    subscribe,
    () => client.state,
    () => client.state,
  )
}

export interface UsedChannel<T> extends ChannelView<T> {
  publish(data: T, options?: Publishing): ReturnType<Channel<T>['publish']>
  /** Fetch what came before the first message. Rejects with a `HubFailure`. */
  loadOlder(): Promise<void>
}

/** Be in a channel while a component that uses it is there, and have what is said in it, the newest 1,000 messages. */
export function useChannel<T = unknown>(name: string): UsedChannel<T> {
  const client = useStoa()
  const log = useMemo(() => new ChannelLog(client.channel<T>(name)), [client, name])
  useEffect(() => log.open(), [log])
  const view = useSyncExternalStore(log.on, log.view, log.view)
  return useMemo(
    () => ({
      ...view,
      publish: (data, options) => log.channel.publish(data, options),
      loadOlder: () => log.loadOlder(),
    }),
    [log, view],
  )
}

/** Who is in a channel that this or another component uses. */
export function usePresence(name: string): { readonly members: readonly HubUser[]; readonly count: number } {
  const { presence } = useStoa().channel(name)
  const subscribe = useCallback((changed: () => void) => presence.on(changed), [presence])
  const members = useSyncExternalStore(
    subscribe,
    () => presence.members,
    () => presence.members,
  )
  const count = useSyncExternalStore(
    subscribe,
    () => presence.count,
    () => presence.count,
  )
  return useMemo(() => ({ members, count }), [members, count])
}
