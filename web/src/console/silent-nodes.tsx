/** Says of which nodes nothing is in a list. */
export function SilentNodes({ silent = [], what }: { silent: readonly string[] | undefined; what: string }) {
  if (silent.length === 0) return null
  return (
    <p className="said" data-problem>
      {silent.length === 1 ? `Node ${silent[0]} does` : `Nodes ${silent.join(', ')} do`} not answer: the{' '}
      {what} there are missing.
    </p>
  )
}
