interface Props {
  next: string | undefined
  after: string | undefined
  onGo: (after: string | undefined) => void
}

export function Pager({ next, after, onGo }: Props) {
  if (next === undefined && after === undefined) return null
  return (
    <p className="pager">
      {after !== undefined && (
        <button type="button" className="quiet-button" onClick={() => onGo(undefined)}>
          To the beginning
        </button>
      )}
      {next !== undefined && (
        <button type="button" className="quiet-button" onClick={() => onGo(next)}>
          Next 100
        </button>
      )}
    </p>
  )
}
