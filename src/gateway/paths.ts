/** `//prod/` and `/prod` are the same path: clients build URLs from bases with and without a slash at the end. */
export function normalPath(path: string): string {
  const single = path.replaceAll(/\/{2,}/g, '/')
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single
}

/** A request target as it is on the wire; anything goes (`?&a=b`, `//prod/x`), so `URL` cannot be used. */
export function splitTarget(target: string): { readonly path: string; readonly query: URLSearchParams } {
  const at = target.indexOf('?')
  const path = at === -1 ? target : target.slice(0, at)
  return { path: normalPath(path), query: new URLSearchParams(at === -1 ? '' : target.slice(at + 1)) }
}
