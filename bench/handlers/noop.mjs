/** Does nothing but answer. All servers that are compared load this very file. */
export const handler = async () => ({ statusCode: 200, body: 'done' })
