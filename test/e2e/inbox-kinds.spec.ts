import { expect, test } from '@playwright/test'
import { discrepancy } from '#shared/domain/discrepancy.ts'
import { DISCREPANCY_CODES, treatmentOf } from '#shared/domain/remedy.ts'
import { findsNothing, picture } from './pages/accessible.ts'
import { entries, openInbox } from './pages/inbox-work.ts'
import { lay } from './pages/laid-rows.ts'
import { tabletOf } from './pages/tablet.ts'
import { en, zhTW } from './pages/words.ts'
import { Shop } from './shop.ts'

const here = 'store:XINYI'

/** What any sentence may name. */
const params = {
  receipt: 'R01-A-000123',
  number: 'W-5001',
  line: 2,
  sold: 1,
  returned: 2,
  paid: 290,
  refunded: 580,
  ref: 'R02-A-000045',
  staff: 'S002',
  days: 90,
  max: 3,
  credit: 'R01-A-000100',
  over: 120,
  name: '凍頂烏龍茶 150 g',
  sku: 'TEA-01',
  units: 2,
  from: '信義店',
  to: '台中店',
  sent: 5,
  received: 4,
  articles: '凍頂烏龍茶 150 g',
  kind: 'sale.complete',
  device: '一號櫃檯',
  pickup: 'W-5001',
  state: 'expired',
  step: 'ready',
  amount: 960,
  reason: '顧客趕時間',
  part: 1,
  store: 'TAIPEI9',
  is: 'ready',
}

test('R46 every kind of discrepancy opens, and says in both languages what happened, what it costs, whose it is and what can be done', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const shop = await Shop.open()
  try {
    const { context, till } = await tabletOf(browser, shop, { register: 'R01' })
    const { page } = till
    await till.everythingIsSafe()
    await context.setOffline(true)
    const at = Date.now()
    const rows = DISCREPANCY_CODES.map((code, n) => ({
      key: code,
      value: discrepancy(code, { op: code, at: at - n * 60_000, cost: n % 2 === 0 ? 290 : 0 }, params),
    }))
    await lay(page, { scope: here, table: 'discrepancy' }, rows)
    await page.reload()
    await till.signIn()
    await openInbox(page)
    await expect(entries(page)).toHaveCount(DISCREPANCY_CODES.length)
    for (const [language, words] of [
      ['zh-TW', zhTW],
      ['en', en],
    ] as const) {
      if (language === 'en') await page.getByRole('button', { name: 'English', exact: true }).click()
      for (const [n, code] of DISCREPANCY_CODES.entries()) {
        const { text } = discrepancy(code, { op: code, at }, params)
        const { remedies, owner } = treatmentOf(code)
        const entry = entries(page).nth(n)
        const sentence = entry.getByRole('button').first()
        await expect(sentence).toHaveText(text[language])
        expect(text[language], code).not.toContain('?')
        await sentence.click()
        await expect(entry).toContainText(
          n % 2 === 0 ? 'NT$290' : `${words.inbox.cost} ${words.inbox.costNone}`,
        )
        await expect(entry).toContainText(words.inbox.ownerFirst[owner])
        await expect(entry).toContainText(words.discrepancies.next[code])
        for (const deed of remedies) await expect(entry).toContainText(words.inbox.did[deed])
        await picture(page, `kind-${code}-${language}`, entry)
        await sentence.click()
      }
    }
    await findsNothing(page, 'inbox of every kind')
    await context.close()
  } finally {
    await shop.close()
  }
})
