/**
 * A value that is here now, or will be. Ports on the path of a message use it so that an engine in the same
 * process answers at once: nothing is put off between a frame and its fan-out unless a store needs it.
 */
export type Later<T> = T | Promise<T>

/** Go on with `next` as soon as `value` is here: at once if it is, else when its promise resolves. */
export function after<T, R>(value: Later<T>, next: (value: T) => Later<R>): Later<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}
