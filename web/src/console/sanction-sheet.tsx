import { type SubmitEvent, useId, useState } from 'react'
import { Sheet } from '../shared/sheet.tsx'
import type { Admin } from './admin-http.ts'
import { readSilent } from './admin-types.ts'
import type { Aimed } from './connections.tsx'
import { SaidLine } from './said-line.tsx'
import { useDeed } from './use-deed.ts'

interface Props {
  admin: Admin
  aimed: Aimed
  /** `done` says what was done, if something was. */
  onClose: (done?: string) => void
}

const spans = [
  [10, '10 minutes'],
  [60, '1 hour'],
  [24 * 60, '1 day'],
  [7 * 24 * 60, '1 week'],
  [30 * 24 * 60, '30 days'],
] as const

const effects = {
  mute: 'Until it ends they can read, and not write.',
  ban: 'Their connections are closed, and until it ends they cannot come back.',
} as const

export function SanctionSheet({ admin, aimed, onClose }: Props) {
  const id = useId()
  const [minutes, setMinutes] = useState('60')
  const [reason, setReason] = useState('')
  const { said, isBusy, run } = useDeed()
  const { kind, user, name } = aimed
  const title = `${kind === 'mute' ? 'Mute' : 'Ban'} ${name}`

  const impose = async () => {
    const body = { user, minutes: Number(minutes), ...(reason.trim() && { reason: reason.trim() }) }
    let done = `${name} is ${kind === 'mute' ? 'muted' : 'banned'} for ${spanOf(minutes)}.`
    const isDone = await run(
      () => admin('POST', `/${kind}`, body),
      (answer) => {
        const silent = readSilent(answer)
        // Nodes look for who is banned now and then by themselves.
        if (silent.length > 0) done += ` No answer from node ${silent.join(', ')}: it takes a while there.`
        return done
      },
    )
    if (isDone) onClose(done)
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void impose()
  }
  return (
    <Sheet title={title} side="middle" onClose={() => onClose()}>
      <form className="sheet-form" onSubmit={onSubmit}>
        <p className="quiet">{effects[kind]}</p>
        <div className="field">
          <label htmlFor={`${id}-span`}>For</label>
          <select id={`${id}-span`} value={minutes} onChange={(event) => setMinutes(event.target.value)}>
            {spans.map(([span, label]) => (
              <option key={span} value={span}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-reason`}>Reason</label>
          <input
            id={`${id}-reason`}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            maxLength={500}
            placeholder="For who reads the list"
          />
        </div>
        <SaidLine said={said} />
        <button
          type="submit"
          className="send"
          data-alert={kind === 'ban' || undefined}
          aria-disabled={isBusy}
        >
          {title}
        </button>
      </form>
    </Sheet>
  )
}

const spanOf = (minutes: string): string => spans.find(([span]) => String(span) === minutes)?.[1] ?? ''
