import type { Said } from './use-deed.ts'

/** Tells what came of it, to screen readers too. */
export function SaidLine({ said }: { said: Said | undefined }) {
  return (
    <p className="said" role="status" data-problem={said?.isProblem || undefined}>
      {said?.text}
    </p>
  )
}
