import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from './icon.tsx'

interface Props {
  title: string
  /** Where it comes from. */
  side: 'left' | 'bottom' | 'middle'
  onClose: () => void
  children: ReactNode
}

/** Something above the page, which gets the focus until it is closed. */
export function Sheet({ title, side, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes a dialog with Escape
    <dialog
      ref={dialog}
      className="sheet"
      data-side={side}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="sheet-inside">
        <header className="sheet-head">
          <h2>{title}</h2>
          <button type="button" className="icon-button" onClick={onClose} aria-label="Close">
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
