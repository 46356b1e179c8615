import type { MadeUp } from './physical-names.ts'

/** What the names, ids and ARNs of a resource are made of. */
export interface Maker {
  /** A property that is a text, resolved; `undefined` if the template does not have it. */
  text(property: string): string | undefined
  readonly madeUp: MadeUp
  /** `arn:aws:SERVICE:us-east-1:000000000000:REST`. */
  arn(service: string, rest: string): string
  /** What queue URLs begin with. */
  readonly queueUrlBase: string
  readonly accountId: string
  readonly region: string
}

/** What CloudFormation gives for resources of a type. */
export interface ResourceType {
  /** The physical name. */
  name(maker: Maker): string
  /** What `Ref` gives. The default is the name. */
  readonly ref?: (maker: Maker) => string
  readonly arn?: (maker: Maker) => string
  /** What `Fn::GetAtt` gives, besides `Arn`. */
  readonly attributes?: Readonly<Record<string, (maker: Maker) => string>>
}

/** A type whose name is a property of it, or made up of at most `maxLength` characters. */
export const named =
  (property: string, maxLength = 64) =>
  (maker: Maker): string =>
    maker.text(property) ?? maker.madeUp.name(maxLength)
