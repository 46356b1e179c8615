import { useState } from 'react'
import { Sheet } from '../shared/sheet.tsx'
import type { Admin } from './admin-http.ts'
import { SaidLine } from './said-line.tsx'
import { useDeed } from './use-deed.ts'

export function Drain({ admin, isDraining }: { admin: Admin; isDraining: boolean }) {
  const [isAsking, setIsAsking] = useState(false)
  const { said, isBusy, run } = useDeed()
  const drain = async () => {
    await run(
      () => admin('POST', '/drain', {}),
      () => 'The server is draining. It will stop answering here.',
    )
    setIsAsking(false)
  }
  return (
    <section className="panel tool">
      <h2>Drain</h2>
      <p className="quiet">Ends this server in good order, as SIGTERM does.</p>
      <SaidLine said={isDraining ? { text: 'The server is draining.', isProblem: false } : said} />
      <button
        type="button"
        className="quiet-button"
        data-alert
        disabled={isDraining}
        onClick={() => setIsAsking(true)}
      >
        Drain this server…
      </button>
      {isAsking && (
        <Sheet title="Drain this server?" side="middle" onClose={() => setIsAsking(false)}>
          <div className="sheet-form">
            <p>
              It takes no new connections from now on. Everyone who is connected is told to move and is closed
              within seconds; then the process ends. Clients come back by themselves, to another node or to
              this one when somebody has started it again.
            </p>
            <p>This cannot be taken back, and nothing in this console starts the server again.</p>
            <button
              type="button"
              className="send"
              data-alert
              aria-disabled={isBusy}
              onClick={() => void drain()}
            >
              Drain it
            </button>
          </div>
        </Sheet>
      )}
    </section>
  )
}
