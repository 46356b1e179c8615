import type { Session } from './session.ts'
import type { End, View } from './view.ts'

/** Send all `texts`, each when the one before it is on its way, and end after `waitMs` of silence. */
export async function sendTexts(
  session: Session,
  view: View,
  texts: AsyncIterable<string> | Iterable<string>,
  waitMs: number,
): Promise<End> {
  const { opened, ended } = session.watch(view)
  // Who reads from us has read enough.
  process.stdout.once('error', () => session.close())
  process.stdout.on('error', () => {})
  const sending = opened.then(async () => {
    process.on('SIGINT', () => session.close())
    for await (const text of texts) await session.send(text)
    session.closeAfterSilence(waitMs)
  })
  // The end may come while the input still does: whoever types or pipes it is not waited for.
  const end = await Promise.race([ended, sending.then(() => ended)])
  process.stdin.destroy()
  return end
}
