const { createHmac, timingSafeEqual } = require('node:crypto')

/** A token is a name and its signature: `ada.5f3c…`. `token.mjs` makes one. */
exports.handler = async ({ methodArn, queryStringParameters }) => {
  const [name, signature] = queryStringParameters.token.split('.')
  if (!isSigned(name, signature)) throw new Error('Unauthorized')
  return {
    principalId: name,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Action: 'execute-api:Invoke', Effect: isBanned(name) ? 'Deny' : 'Allow', Resource: methodArn },
      ],
    },
    context: { name },
  }
}

function isSigned(name, signature = '') {
  const expected = createHmac('sha256', process.env.TOKEN_SECRET).update(name).digest()
  const given = Buffer.from(signature, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function isBanned(name) {
  return (process.env.BANNED ?? '').split(',').includes(name)
}
