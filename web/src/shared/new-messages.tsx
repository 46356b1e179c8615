export function NewMessages({ count, onShow }: { count: number; onShow: () => void }) {
  if (count === 0) return null
  return (
    <button type="button" className="new-messages" onClick={onShow}>
      {count} new {count === 1 ? 'message' : 'messages'} <span aria-hidden="true">↓</span>
    </button>
  )
}
