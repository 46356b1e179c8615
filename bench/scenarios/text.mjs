// @ts-check

/** A typical line of chat. */
export const text = 'The quick brown fox jumps over it.'
