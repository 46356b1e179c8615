import { expect, test } from 'vitest'
import { withIdsAsOperands } from './ids-as-operands.ts'

test('an id that begins with a hyphen is no option, and options stay what they are', () => {
  expect(
    withIdsAsOperands(['post', '-1kmxc2VNjMCFIA=', '--info', '--path=/poc', '-h', 'R1kmxc2VNjMCFIA=']),
  ).toEqual(['post', ' -1kmxc2VNjMCFIA=', '--info', '--path=/poc', '-h', 'R1kmxc2VNjMCFIA='])
  expect(withIdsAsOperands(['admin', 'drain', '-4f_'])).toEqual(['admin', 'drain', ' -4f_'])
  expect(withIdsAsOperands(['conformance', '--ca', 'ca.pem'])).toEqual(['conformance', '--ca', 'ca.pem'])
})
