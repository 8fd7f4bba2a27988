import { expect, test } from 'vitest'
import { order } from '../../../make/orders.ts'
import { OrderArgs, orderNet } from '#shared/domain/order.ts'

test('R7 an order is worth what was ordered less what was cancelled or refunded', () => {
  const told = order('N1', {
    cancellations: [{ id: 'c1', line: 1, amount: 400 }],
    refunds: [
      { id: 'r1', amount: 150 },
      { id: 'r2', amount: 20 },
    ],
  })
  expect(orderNet(OrderArgs.parse(told.args))).toBe(700 - 400 - 170)
  expect(orderNet(OrderArgs.parse(order('N2').args))).toBe(700)
})
