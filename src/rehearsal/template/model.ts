import type { Ids } from '../../core/index.ts'
import { type Assembly, readAssembly } from './assembly.ts'
import { initialSecretString } from './secret-string.ts'
import { type Resource, type StackModel, type StackOptions, stackModel } from './stack-model.ts'
import { type Place, TemplateProblem } from './template-problem.ts'
import { fieldsOf, isFields, textOf } from './values.ts'

export const accountId = '000000000000'
export const region = 'us-east-1'

/** What the templates of several stacks say, as if they were deployed to one account and region. */
export interface Model {
  /** CDK's output folder. */
  readonly out: string
  readonly accountId: string
  readonly region: string
  readonly stacks: readonly StackModel[]
  /** Those whose condition holds. */
  readonly resources: readonly Resource[]
  ofType(type: string): readonly Resource[]
  byArn(arn: string): Resource | undefined
  /** An output of any stack, by its name in the template. */
  output(name: string): string | undefined
  /** The folder of a function's code, absolute. `undefined`: its code is no asset. */
  codeFolder(lambda: Resource): string | undefined
  /** The file or folder of an asset, by the key that it has in the assets' bucket. */
  assetPath(key: string): string | undefined
  /** What a secret holds at first; drawn once. */
  secretString(secret: Resource): string
  /** Everything in the templates that cannot be resolved. */
  problems(): readonly TemplateProblem[]
}

export interface ModelOptions {
  /** CDK's output folder. */
  readonly out: string
  readonly ids: Ids
  /** Which stacks are deployed. The default is all of them. */
  readonly includes?: (stack: string) => boolean
  /** What queue URLs begin with. The default is AWS's. */
  readonly queueUrlBase?: string
}

/** Read what CDK synthesized. Resources are resolved when they are asked for. */
export function readModel({
  out,
  ids,
  includes = () => true,
  queueUrlBase = awsQueues,
}: ModelOptions): Model {
  const assembly = readAssembly(out)
  const secrets = secretsOf((type) => ofType(type), ids)
  const stacks: readonly StackModel[] = assembly.stacks
    .filter(({ name }) => includes(name))
    .map((stack) =>
      stackModel({
        ...stack,
        accountId,
        region,
        queueUrlBase,
        importValue: (name) => firstOf(stacks, (other) => other.exported(name)),
        dynamic: secrets.dynamic,
      }),
    )
  const resources = stacks.flatMap((stack) => stack.resources)
  const ofType = (type: string) => resources.filter((resource) => resource.type === type)

  return {
    out,
    accountId,
    region,
    stacks,
    resources,
    ofType,
    byArn: (arn) => resources.find((resource) => resource.hasArn && resource.arn === arn),
    output: (name) => firstOf(stacks, ({ outputs }) => outputs.get(name)),
    codeFolder: (lambda) => assetOf(fieldsOf(lambda.properties.Code).S3Key, assembly),
    assetPath: (key) => assembly.assets.get(key),
    secretString: secrets.text,
    problems: () => stacks.flatMap((stack) => stack.problems()),
  }
}

const awsQueues = `https://sqs.${region}.amazonaws.com`

interface Secrets {
  text(secret: Resource): string
  readonly dynamic: StackOptions['dynamic']
}

/** What secrets hold at first, drawn when it is first asked for. */
function secretsOf(ofType: Model['ofType'], ids: Ids): Secrets {
  const drawn = new Map<Resource, string>()
  const text = (secret: Resource): string => {
    const place = { resource: secret.path, property: '' }
    const value = drawn.get(secret) ?? initialSecretString(secret.properties, ids, place)
    drawn.set(secret, value)
    return value
  }
  return {
    text,
    dynamic: (service, reference, place) => {
      if (service !== 'secretsmanager') {
        throw new TemplateProblem(place, `{{resolve:${service}}} is not known here`)
      }
      const { id, key } = secretIn(reference)
      const secret = ofType('AWS::SecretsManager::Secret').find(({ ref, name }) => ref === id || name === id)
      if (secret === undefined) throw new TemplateProblem(place, `there is no secret ${id}`)
      return key === '' ? text(secret) : member(text(secret), key, place)
    },
  }
}

const firstOf = (
  stacks: readonly StackModel[],
  find: (stack: StackModel) => string | undefined,
): string | undefined => stacks.map(find).find((value) => value !== undefined)

/** `ID`, or `ID:SecretString:KEY::`. */
function secretIn(reference: string): { readonly id: string; readonly key: string } {
  const [, id = '', , key = ''] = /^(.*?)(?::(SecretString):([^:]*).*)?$/.exec(reference) ?? []
  return { id, key }
}

const assetOf = (key: unknown, { assets }: Assembly): string | undefined => assets.get(textOf(key) ?? '')

function member(json: string, key: string, place: Place): string {
  const parsed: unknown = JSON.parse(json)
  const value = isFields(parsed) ? textOf(parsed[key]) : undefined
  if (value === undefined) throw new TemplateProblem(place, `the secret has no ${key}`)
  return value
}
