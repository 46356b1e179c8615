/** The keys of a table, in the words of `CreateTable`. On AWS it is declared by infra, with `ttlAttribute` switched on. */
export const tableShape = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
} as const

/** Where rows say when they may be deleted, in whole seconds since 1970. */
export const ttlAttribute = 'ttl'
