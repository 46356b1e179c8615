import { type SubmitEvent, useId, useState } from 'react'
import { adminWith } from './admin-http.ts'

interface Props {
  notice: string | undefined
  onToken: (token: string) => void
}

const WRONG = 'This is not the admin token of this server.'

export function TokenPrompt({ notice, onToken }: Props) {
  const id = useId()
  const [token, setToken] = useState('')
  const [problem, setProblem] = useState(notice)
  const [isBusy, setIsBusy] = useState(false)

  const check = async () => {
    setIsBusy(true)
    const outcome = await adminWith(token.trim())('GET', '/state')
    setIsBusy(false)
    if (outcome.ok) onToken(token.trim())
    else setProblem(outcome.why === 'unauthorized' ? WRONG : outcome.message)
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    if (token.trim() !== '' && !isBusy) void check()
  }
  return (
    <main className="prompt">
      <form className="entry panel" onSubmit={onSubmit} aria-label="Open the console">
        <h2>The keeper’s door</h2>
        <p className="quiet">The server shows its admin token when it starts.</p>
        <div className="field">
          <label htmlFor={id}>Admin token</label>
          <input
            id={id}
            type="password"
            value={token}
            onChange={(event) => setToken(event.target.value)}
            autoComplete="off"
            spellCheck={false}
          />
          <p>Kept until this tab is closed.</p>
        </div>
        <p className="problem" role="alert">
          {problem}
        </p>
        <button type="submit" className="send" aria-disabled={isBusy}>
          {isBusy ? 'Just a moment…' : 'Open'}
        </button>
      </form>
    </main>
  )
}
