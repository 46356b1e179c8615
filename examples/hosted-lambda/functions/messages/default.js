/** What has no route. This one has a response too. */
export const handler = async () => ({
  statusCode: 200,
  body: JSON.stringify({ event: 'problem', message: 'There are the actions join, say and who.' }),
})
