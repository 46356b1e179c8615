export function Unread({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <span className="unread">
      {count > 99 ? '99+' : count}
      <span className="unseen"> unread</span>
    </span>
  )
}
