import { useState } from 'react'
import type { Admin } from './admin-http.ts'
import { readTopics } from './admin-types.ts'
import { countText } from './figures.ts'
import { Pager } from './pager.tsx'
import { SaidLine } from './said-line.tsx'
import { SilentNodes } from './silent-nodes.tsx'
import { useListing } from './use-listing.ts'

export function Topics({ admin, apis }: { admin: Admin; apis: readonly string[] }) {
  const [api, setApi] = useState('')
  const [after, setAfter] = useState<string>()
  const query = new URLSearchParams({ ...(api && { api }), ...(after && { after }) })
  const { value, problem } = useListing(admin, `/topics?${query}`, readTopics)
  const choose = (name: string) => {
    setApi(name)
    setAfter(undefined)
  }
  return (
    <section className="panel">
      <h2>Topics</h2>
      <search className="filters">
        <label>
          API
          <select value={api} onChange={(event) => choose(event.target.value)}>
            <option value="">All</option>
            {apis.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </search>
      <SaidLine said={problem === undefined ? undefined : { text: problem, isProblem: true }} />
      <SilentNodes silent={value?.silent} what="members" />
      {value?.items.length === 0 && <p className="quiet">Nobody is in any topic.</p>}
      {value !== undefined && value.items.length > 0 && (
        <div className="table-frame">
          <table className="wraps">
            <thead>
              <tr>
                <th scope="col">Topic</th>
                <th scope="col">API</th>
                <th scope="col" className="number">
                  Members
                </th>
              </tr>
            </thead>
            <tbody>
              {value.items.map(({ api: of, topic, members }) => (
                <tr key={`${of} ${topic}`}>
                  <th scope="row" className="mono">
                    <bdi>{topic}</bdi>
                  </th>
                  <td>{of}</td>
                  <td className="number">{countText(members)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {value?.largestOfEach !== undefined && (
        <p className="quiet">
          There are too many to list them all: these are the {countText(value.largestOfEach)} largest of each
          node.
        </p>
      )}
      <Pager next={value?.next} after={after} onGo={setAfter} />
    </section>
  )
}
