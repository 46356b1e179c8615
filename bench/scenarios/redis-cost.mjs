// @ts-check

/**
 * CPU time of Redis for a publish, in microseconds, where there is a Redis.
 *
 * @param {number | undefined} cpuSeconds
 * @param {number} publishes
 */
export function redisCost(cpuSeconds, publishes) {
  return cpuSeconds === undefined ? {} : { redisUs: (cpuSeconds * 1e6) / publishes }
}
