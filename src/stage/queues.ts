import { mapped } from './reading/combined.ts'
import { dictionary } from './reading/dictionary.ts'
import { text } from './reading/scalars.ts'
import { type Reader, shown } from './reading/value.ts'
import { isBusName } from './rules.ts'
import { isHttpUrl } from './texts.ts'

const queueUrl = text({
  mustBe: 'the URL of a queue, such as https://sqs.us-east-1.amazonaws.com/123456789012/notify-0',
  holds: isHttpUrl,
})

// As many as there can be rules.
const max = 300

/** Queues by the rules they are for. */
export const queueUrls: Reader<Readonly<Record<string, string>>> = mapped(
  dictionary({
    item: () => queueUrl,
    mistakeIn: (key) =>
      /^([\w-]{1,64}:\d{1,3}|rule:[\w.-]{1,64})$/.test(key)
        ? undefined
        : `cannot have ${shown(key)}: write notify:0 for the first event route of notify, rule:NAME for a rule of this file`,
    max,
  }),
  Object.fromEntries<string>,
)

const awsName = text({
  mustBe: 'the name or the ARN of an event bus',
  holds: (read) => /^(arn:aws[\w-]*:events:[\w-]+:\d{12}:event-bus\/)?[\w.-]{1,256}$/.test(read),
})

/** Event buses at AWS by what they are called here. */
export const eventBuses: Reader<Readonly<Record<string, string>>> = mapped(
  dictionary({
    item: () => awsName,
    mistakeIn: (key) =>
      isBusName(key) ? undefined : `cannot have ${shown(key)}: it is not the name of a bus`,
    max,
  }),
  Object.fromEntries<string>,
)
