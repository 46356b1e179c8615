import { type ReactNode, type SubmitEvent, useId, useState } from 'react'
import { isRecord, numberOf, parseJson, textOf } from '../shared/record.ts'
import type { Admin } from './admin-http.ts'
import { Drain } from './drain.tsx'
import { SaidLine } from './said-line.tsx'
import type { History } from './samples.ts'
import { type Said, useDeed } from './use-deed.ts'

export function Tools({ admin, history }: { admin: Admin; history: History }) {
  return (
    <div className="tools">
      <PublishForm admin={admin} />
      <EmitForm admin={admin} />
      <Drain admin={admin} history={history} />
    </div>
  )
}

const NOT_JSON: Said = { text: 'This is not JSON.', isProblem: true }

function PublishForm({ admin }: { admin: Admin }) {
  const [channel, setChannel] = useState('room:lobby')
  const [data, setData] = useState('{"text": "Hello from the console"}')
  const [wrong, setWrong] = useState<Said>()
  const { said, run } = useDeed()
  const submit = () => {
    const parsed = parseJson(data)
    setWrong(parsed === undefined ? NOT_JSON : undefined)
    if (parsed !== undefined)
      void run(() => admin('POST', '/publish', { channel, data: parsed }), publishedWords)
  }
  return (
    <ToolForm title="Publish a message" action="Publish" said={wrong ?? said} onSubmit={submit}>
      <TextField label="Channel" value={channel} onChange={setChannel} />
      <JsonField label="Data, as JSON" value={data} onChange={setData} />
    </ToolForm>
  )
}

function publishedWords(body: unknown): string {
  const offset = isRecord(body) ? numberOf(body, 'offset') : undefined
  return offset === undefined ? 'Published.' : `Published, at offset ${offset}.`
}

function EmitForm({ admin }: { admin: Admin }) {
  const [bus, setBus] = useState('default')
  const [source, setSource] = useState('console')
  const [detailType, setDetailType] = useState('Entity Updated')
  const [detail, setDetail] = useState('{"entityId": "42", "message": "hello"}')
  const [wrong, setWrong] = useState<Said>()
  const { said, run } = useDeed()
  const submit = () => {
    const parsed = parseJson(detail)
    setWrong(isRecord(parsed) ? undefined : { text: 'The detail must be a JSON object.', isProblem: true })
    if (!isRecord(parsed)) return
    void run(() => admin('POST', '/emit', { bus, source, detailType, detail: parsed }), emittedWords)
  }
  return (
    <ToolForm title="Emit an event" action="Emit" said={wrong ?? said} onSubmit={submit}>
      <TextField label="Bus" value={bus} onChange={setBus} />
      <TextField label="Source" value={source} onChange={setSource} />
      <TextField label="Type of detail" value={detailType} onChange={setDetailType} />
      <JsonField label="Detail, as JSON" value={detail} onChange={setDetail} />
    </ToolForm>
  )
}

function emittedWords(body: unknown): string {
  const eventId = isRecord(body) ? textOf(body, 'eventId') : undefined
  return eventId === undefined ? 'Emitted.' : `Emitted as ${eventId}.`
}

interface ToolProps {
  title: string
  action: string
  said: Said | undefined
  onSubmit: () => void
  children: ReactNode
}

function ToolForm({ title, action, said, onSubmit, children }: ToolProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form className="panel tool" onSubmit={submit} aria-label={title}>
      <h2>{title}</h2>
      {children}
      <SaidLine said={said} />
      <button type="submit" className="send">
        {action}
      </button>
    </form>
  )
}

interface FieldProps {
  label: string
  value: string
  onChange: (value: string) => void
}

function TextField({ label, value, onChange }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        required
        autoComplete="off"
        spellCheck={false}
      />
    </div>
  )
}

function JsonField({ label, value, onChange }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="mono"
        rows={4}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        spellCheck={false}
      />
    </div>
  )
}
