import type { Admin } from './admin-http.ts'
import { type ListedSanction, readSanctions } from './admin-types.ts'
import { momentText } from './figures.ts'
import { SaidLine } from './said-line.tsx'
import { useDeed } from './use-deed.ts'
import { useListing } from './use-listing.ts'

export function Sanctions({ admin }: { admin: Admin }) {
  const { value, problem, reload } = useListing(admin, '/sanctions', readSanctions)
  const { said, run } = useDeed()
  const lift = async ({ kind, subject }: ListedSanction) => {
    await run(
      () => admin('DELETE', '/sanctions', { kind, subject }),
      () => 'It was lifted.',
    )
    reload()
  }
  return (
    <section className="panel">
      <h2>Sanctions</h2>
      <SaidLine said={problem === undefined ? said : { text: problem, isProblem: true }} />
      {value?.length === 0 && <p className="quiet">Nothing is held against anybody.</p>}
      {value !== undefined && value.length > 0 && (
        <div className="table-frame">
          <table className="stacks">
            <thead>
              <tr>
                <th scope="col">Whom</th>
                <th scope="col">What</th>
                <th scope="col">Until</th>
                <th scope="col">Reason</th>
                <th scope="col">
                  <span className="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {value.map((sanction) => (
                <Row
                  key={`${sanction.kind} ${subjectText(sanction)}`}
                  sanction={sanction}
                  onLift={() => void lift(sanction)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function Row({ sanction, onLift }: { sanction: ListedSanction; onLift: () => void }) {
  return (
    <tr>
      <th scope="row" className="mono">
        {subjectText(sanction)}
      </th>
      <td>{sanction.kind}</td>
      <td>{momentText(sanction.until)}</td>
      <td className="wide">{sanction.reason}</td>
      <td className="actions">
        <button
          type="button"
          className="quiet-button"
          onClick={onLift}
          aria-label={`Lift the ${sanction.kind} of ${subjectText(sanction)}`}
        >
          Lift
        </button>
      </td>
    </tr>
  )
}

const subjectText = ({ subject }: ListedSanction): string =>
  'user' in subject ? subject.user : `token ${subject.token}`
