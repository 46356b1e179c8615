import { type ReactNode, type SubmitEvent, useEffect, useId, useState } from 'react'
import { Colonnade } from '../shared/colonnade.tsx'
import { ThemeSwitch } from '../shared/theme-switch.tsx'
import { Wordmark } from '../shared/wordmark.tsx'
import type { Identity } from './identity.ts'

interface Props {
  identity: Identity
  notice: string | undefined
  onEnter: () => void
}

type Way = 'guest' | 'password'

/** The first page: who comes in, and how. */
export function Welcome({ identity, notice, onEnter }: Props) {
  const [way, setWay] = useState<Way>('guest')
  const [hasPasswords, setHasPasswords] = useState(false)
  useEffect(() => {
    const life = new AbortController()
    const look = async () => {
      const found = await identity.hasPasswords()
      if (!life.signal.aborted) setHasPasswords(found)
    }
    void look()
    return () => life.abort()
  }, [identity])

  return (
    <div className="stoa">
      <header className="entablature">
        <div className="entablature-text">
          <Wordmark />
          <ThemeSwitch />
        </div>
      </header>
      <Colonnade side="left" />
      <main className="hall welcome">
        <Pediment />
        <h2>Come in</h2>
        <p className="welcome-word">A place to talk with whoever is here.</p>
        {notice !== undefined && (
          <p className="welcome-notice" role="status">
            {notice}
          </p>
        )}
        {hasPasswords && <Ways way={way} onChoose={setWay} />}
        {way === 'guest' ? (
          <GuestForm identity={identity} onEnter={onEnter} />
        ) : (
          <PasswordForm identity={identity} onEnter={onEnter} />
        )}
      </main>
      <Colonnade side="right" />
    </div>
  )
}

function Ways({ way, onChoose }: { way: Way; onChoose: (way: Way) => void }) {
  return (
    <fieldset className="choice">
      <legend className="unseen">How do you come in?</legend>
      <label>
        <input type="radio" name="way" checked={way === 'guest'} onChange={() => onChoose('guest')} />
        As a guest
      </label>
      <label>
        <input type="radio" name="way" checked={way === 'password'} onChange={() => onChoose('password')} />
        With a password
      </label>
    </fieldset>
  )
}

type FormProps = Pick<Props, 'identity' | 'onEnter'>

function GuestForm({ identity, onEnter }: FormProps) {
  const [name, setName] = useState('')
  return (
    <EntryForm label="Enter as a guest" enter={() => identity.enterAsGuest(name.trim())} onEnter={onEnter}>
      <Field label="Your name" hint="Others see it. Leave it empty and you get one.">
        {(ids) => (
          <input
            {...ids}
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={64}
            autoComplete="nickname"
            dir="auto"
          />
        )}
      </Field>
    </EntryForm>
  )
}

function PasswordForm({ identity, onEnter }: FormProps) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const enter = () => identity.enterWithPassword(username, password)
  return (
    <EntryForm label="Enter with a password" enter={enter} onEnter={onEnter}>
      <Field label="User name">
        {(ids) => (
          <input
            {...ids}
            value={username}
            onChange={(event) => setUsername(event.target.value)}
            autoComplete="username"
            required
          />
        )}
      </Field>
      <Field label="Password">
        {(ids) => (
          <input
            {...ids}
            type="password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            autoComplete="current-password"
            required
          />
        )}
      </Field>
    </EntryForm>
  )
}

interface EntryProps {
  label: string
  enter: () => Promise<string | undefined>
  onEnter: () => void
  children: ReactNode
}

function EntryForm({ label, enter, onEnter, children }: EntryProps) {
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const submit = async () => {
    setIsBusy(true)
    const wrong = await enter()
    setIsBusy(false)
    setProblem(wrong)
    if (wrong === undefined) onEnter()
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!isBusy) void submit()
  }
  return (
    <form className="entry" aria-label={label} onSubmit={onSubmit}>
      {children}
      <p className="problem" role="alert">
        {problem}
      </p>
      <button type="submit" className="send" aria-disabled={isBusy}>
        {isBusy ? 'Just a moment…' : 'Enter'}
      </button>
    </form>
  )
}

interface FieldProps {
  label: string
  hint?: string
  children: (ids: { id: string; 'aria-describedby': string | undefined }) => ReactNode
}

function Field({ label, hint, children }: FieldProps) {
  const id = useId()
  const hintId = `${id}-hint`
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': hint && hintId })}
      {hint !== undefined && <p id={hintId}>{hint}</p>}
    </div>
  )
}

/** Decoration: the front of a temple above the door. */
function Pediment() {
  return (
    <svg className="pediment" viewBox="0 0 240 64" aria-hidden="true">
      <path d="M120 4 236 52v8H4v-8z" />
      <path className="tympanum" d="M120 14 208 51H32z" />
      <circle cx="120" cy="38" r="7" />
    </svg>
  )
}
