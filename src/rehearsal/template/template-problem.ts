/** Something in a template that cannot be understood here. It says of which resource and property. */
export class TemplateProblem extends Error {
  /** `stack/LogicalId`, or the stack. */
  readonly resource: string
  /** A path of keys: `Environment.Variables.TABLE_NAME`. Empty where it is about the resource. */
  readonly property: string

  constructor({ resource, property }: Place, reason: string) {
    super(`${property === '' ? resource : `${property} of ${resource}`}: ${reason}`)
    this.name = 'TemplateProblem'
    this.resource = resource
    this.property = property
  }
}

/** Where in a template a value is. */
export interface Place {
  readonly resource: string
  readonly property: string
}

export const inside = (place: Place, key: string | number): Place => ({
  resource: place.resource,
  property: place.property === '' ? String(key) : `${place.property}.${key}`,
})
