import Type from 'typebox'

/** What a client says. More properties than these are let through, as they always were. */
export const SendRequest = Type.Object({
  action: Type.Enum(['send']),
  text: Type.String(),
})

/** What everybody hears; the host says who comes and goes. */
export const Said = Type.Object({
  action: Type.Enum(['message']),
  from: Type.String(),
  text: Type.String(),
})

const host = '#host'

export const says = (from: string, text: string): string => JSON.stringify({ action: 'message', from, text })

export const hostSays = (text: string): string => says(host, text)
