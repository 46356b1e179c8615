// @ts-check

/**
 * Call `send` this often, evenly. A timer that is late is made up for, so the rate holds. It ends by itself: a server
 * that falls behind is not buried.
 *
 * @param {number} perSecond
 * @param {number} forMs
 * @param {() => void} send
 * @returns {() => void} stop before that
 */
export function pace(perSecond, forMs, send) {
  const start = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const ms = performance.now() - start
    const due = (Math.min(ms, forMs) * perSecond) / 1000
    for (; sent < due; sent++) send()
    if (ms >= forMs) clearInterval(timer)
  }, 1)
  return () => clearInterval(timer)
}
