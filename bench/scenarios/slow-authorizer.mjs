// @ts-check

/**
 * Connections that have to wait for an authorizer, which is a handler and takes its time. So many have been let in
 * before that handlers are warm.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @param {{ connections: number, atOnce: number }} options
 */
export async function slowAuthorizer(stage, { connections, atOnce }) {
  await stage.open(atOnce, atOnce)
  const before = await stage.probe()
  const start = performance.now()
  await stage.open(connections, atOnce)
  const seconds = (performance.now() - start) / 1000
  const after = await stage.probe()
  return {
    rate: connections / (after.cpuSeconds - before.cpuSeconds),
    wallRate: connections / seconds,
  }
}
