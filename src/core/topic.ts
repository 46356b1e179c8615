/**
 * What can be published to. A topic belongs to one API on one stage; the same name in another is another topic.
 * The prefix keeps the kinds apart, so that no channel name can reach a user or everyone.
 */
export type Topic = string

/** Every connection of the API. */
export const everyone: Topic = '*'

/** The people who joined it by name. */
export const channel = (name: string): Topic => `channel:${name}`

/** Those who want to hear of one thing. */
export const entity = (id: string): Topic => `entity:${id}`

/** All connections of one user. */
export const user = (id: string): Topic => `user:${id}`
