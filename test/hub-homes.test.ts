import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exchanges } from './support/hub-exchanges.ts'
import { embeddedHub, fleetHub, type HubHome } from './support/hub-homes.ts'
import { lambdaHub } from './support/hub-on-lambda.ts'
import { Player } from './support/hub-script.ts'
import { startTokenIssuer, type TokenIssuer } from './support/token-issuer.ts'

describe.each([
  ['in one process', embeddedHub],
  ['on two nodes', fleetHub],
  ['behind API Gateway', lambdaHub],
])('the hub %s', (_home, open) => {
  let issuer: TokenIssuer
  let home: HubHome

  beforeAll(async () => {
    issuer = await startTokenIssuer()
    home = await open(issuer)
  })

  afterAll(async () => {
    await home.stop()
    await issuer.stop()
  })

  test.each(exchanges.map(({ name, script }, at) => [name, script, at] as const))(
    '%s',
    async (_name, script, at) => {
      await expect(new Player(home, issuer, `s${at}`).play(script)).resolves.toBeUndefined()
    },
  )
})
