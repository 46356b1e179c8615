/** Columns that stand beside the hall where the screen is wide enough. Decoration. */
export function Colonnade({ side }: { side: 'left' | 'right' }) {
  return (
    <div className="colonnade" data-side={side} aria-hidden="true">
      <span className="column" />
      <span className="column" />
      <span className="column" />
      <span className="column" />
    </div>
  )
}
