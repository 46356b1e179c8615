export function EmptyHall() {
  return (
    <div className="empty">
      <h2>The hall is quiet</h2>
      <p>Say something below. Everyone who is here now will hear it, and nothing is kept.</p>
    </div>
  )
}
