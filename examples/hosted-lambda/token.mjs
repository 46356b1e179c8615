import { createHmac } from 'node:crypto'

// node token.mjs ada: a token for ada, as functions/connections/authorize.js wants it.
const [name = 'ada'] = process.argv.slice(2)
const secret = process.env.TOKEN_SECRET ?? 'only-for-trying'
const signature = createHmac('sha256', secret).update(name).digest('hex')
process.stdout.write(`${name}.${signature}\n`)
