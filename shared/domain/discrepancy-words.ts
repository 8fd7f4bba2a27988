/** What each discrepancy is, in plain words: Chinese, then English. */
import type { Words } from './plain-words.ts'

export const WORDS = {
  'line-amount-differs': [
    '{receipt} 有明細的金額不等於單價乘數量',
    'On {receipt} a line amount is not price times quantity',
  ],
  'total-differs': ['{receipt} 的總計與明細不符', 'The total of {receipt} is not the sum of its lines'],
  'tenders-differ': ['{receipt} 的付款與總計不符', 'The payments of {receipt} do not add up to its total'],
  'change-differs': [
    '{receipt} 的找零不符',
    'The change of {receipt} is not what was given less what was due',
  ],
  'receipt-number-used-twice': ['收據號碼 {receipt} 用了兩次', 'Receipt number {receipt} was used twice'],
  'returned-more-than-sold': [
    '收據 {receipt} 第 {line} 項售出 {sold}，卻退了 {returned}',
    'Line {line} of receipt {receipt}: {sold} sold, {returned} returned',
  ],
  'return-of-unknown-sale': [
    '退貨對應的銷售 {ref} 尚未送達',
    'The sale {ref} that was returned from has not arrived',
  ],
  'return-of-unknown-line': [
    '收據 {receipt} 沒有第 {line} 項，卻被退貨',
    'Receipt {receipt} has no line {line}, yet it was returned',
  ],
  'refund-exceeds-price': [
    '收據 {receipt} 第 {line} 項收了 {paid} 元，卻退了 {refunded} 元',
    'Line {line} of receipt {receipt}: NT${paid} paid, NT${refunded} refunded',
  ],
  'returned-other-article': [
    '收據 {receipt} 第 {line} 項是 {sold}，退回的卻是 {returned}',
    'Line {line} of receipt {receipt} is {sold}; what came back for it is {returned}',
  ],
  'approval-missing': [
    '{receipt} 需要他人核准，卻沒有可核准者的同意',
    '{receipt} needed the approval of somebody else, and nobody who may give it did',
  ],
  'returned-to-self': [
    '{staff} 替自己辦了收據 {receipt} 的退貨，沒有他人核准',
    '{staff} took back their own purchase {receipt} and nobody else approved it',
  ],
  'unverified-too-often': [
    '同一位會員在 {days} 天內無收據退貨超過 {max} 次',
    'One member gave back without a receipt more than {max} times within {days} days',
  ],
  'unverified-above-limit': [
    '無收據退貨 {receipt} 退了 {refunded} 元，上限是 {max} 元',
    'Without a receipt {receipt} gave back NT${refunded}; NT${max} is the limit',
  ],
  'shop-refund-without-shop': [
    '退貨由網路商店退款，但收據 {receipt} 的這筆錢不是它收的',
    'A refund was left to the web shop, which did not take that money for {receipt}',
  ],
  'credit-overspent': [
    '購物金 {credit} 多用了 {over} 元',
    'Store credit {credit} was overspent by NT${over}',
  ],
  'credit-unknown': [
    '銷售用了購物金 {ref}，發出它的退貨尚未送達',
    'Store credit {ref} was spent; the return that gave it has not arrived',
  ],
  oversold: [
    '{name}（{sku}）賣出的比盤點時多 {units} 件，最後一筆是 {receipt}',
    '{name} ({sku}): {units} more sold than there were when it was counted; the last was {receipt}',
  ],
  'reserved-short': [
    '{name}（{sku}）少 {units} 件：架上的不夠交給已保留的訂單',
    '{name} ({sku}): {units} too few are there for the orders that they are set aside for',
  ],
  'transfer-differs': [
    '{from} 調到 {to} 的商品：送出 {sent} 件，收到 {received} 件（{articles}）',
    'Goods from {from} to {to}: {sent} sent, {received} received ({articles})',
  ],
  'sidecar-differs': [
    '作業附帶的個人資料與其憑據不符',
    'The personal data beside the operation is not what it committed to',
  ],
  'two-members-by-one-enrolment': [
    '同一次入會帶有兩位會員的載具，已合併，請確認',
    'One enrolment carried credentials of two members; they were joined: please check',
  ],
  'operation-not-understood': [
    '伺服器尚不認得作業 {kind}，先保留',
    'The server does not know {kind} yet; it is kept until it does',
  ],
  'operation-malformed': [
    '作業 {kind} 的內容不完整或格式不對，已保留待查',
    'The operation {kind} is incomplete or malformed; it is kept for inspection',
  ],
  'operation-not-allowed': [
    '平板不能送出作業 {kind}，已保留待查',
    'A tablet may not send {kind}; it is kept for inspection',
  ],
  'operation-waits': [
    '作業 {kind} 等待它所依據的另一筆作業',
    'The operation {kind} waits for another one that it builds on',
  ],
  'operation-failed': [
    '作業 {kind} 處理失敗，已保留待查',
    'The operation {kind} could not be applied; it is kept for inspection',
  ],
  'same-id-other-content': [
    '同一作業編號有兩種內容，兩份都保留',
    'One operation id came with two contents; both are kept',
  ],
  'device-forked': [
    '平板 {device} 的資料被複製，兩份都保留，請重新註冊',
    'Tablet {device} was copied; both branches are kept: enrol it again',
  ],
  'operations-missing': [
    '平板 {device} 的第 {from} 到 {to} 筆作業未送達',
    'Tablet {device}: operations {from} to {to} have not arrived',
  ],
  'settled-without-approval': [
    '{staff} 處理了一筆異常，但沒有有效的店長核准',
    '{staff} dealt with a discrepancy without the approval of a manager',
  ],
  'written-off-without-approval': [
    '{staff} 調減了價值 {amount} 元的庫存，但沒有有效的店長核准',
    '{staff} took goods worth NT${amount} off the stock without the approval of a manager',
  ],
  'pickup-unknown': [
    '交貨的訂單 {pickup} 尚未送達',
    'The order {pickup} that was handed over or worked on has not arrived',
  ],
  'pickup-not-open': [
    '訂單 {number} 當時{state}，不能再{step}，這筆作業沒有生效',
    'Order {number} was {state} by then; {step} changed nothing',
  ],
  'handed-over-twice': [
    '訂單 {number} 交貨超過訂購數量，多交了 {units} 件，價值 {amount} 元',
    'Order {number}: {units} more handed over than were ordered, worth NT${amount}',
  ],
  'handed-over-cancelled': [
    '訂單 {number} 已取消的 {units} 件卻交貨了，價值 {amount} 元',
    'Order {number}: {units} handed over though cancelled, worth NT${amount}',
  ],
  'handed-over-late': [
    '訂單 {number} 逾期取消後仍交貨 {units} 件，價值 {amount} 元，退款可能已開始',
    'Order {number}: {units} handed over after they expired, worth NT${amount}; a refund may have begun',
  ],
  'handed-over-leased-elsewhere': [
    '訂單 {number} 在另一台平板登記取貨時交貨：{reason}',
    'Order {number} was handed over while another tablet held it: {reason}',
  ],
  'handed-over-unleased': [
    '訂單 {number} 在沒有網路、也沒有保留的情況下交貨：{reason}',
    'Order {number} was handed over without a network and without a lease: {reason}',
  ],
  'given-after-decline': [
    '訂單 {number} 本店已回覆無法處理，卻仍交貨或出貨，可能有另一家門市也出貨',
    'Order {number} was handed over or sent though this store had declined it; another store may send it as well',
  ],
  'lease-used-late': [
    '訂單 {number} 的保留已過期才交貨',
    'Order {number} was handed over after its lease had ended',
  ],
  'proof-too-weak': [
    '訂單 {number} 交貨時的身分證明不足：{reason}',
    'Order {number} was handed over with less proof than its value asks for: {reason}',
  ],
  'handover-sum-differs': [
    '訂單 {number} 交貨時收的款與應付不符',
    'What was taken when {number} was handed over is not what was due',
  ],
  'order-part-malformed': [
    '訂單 {receipt} 第 {part} 部分的內容不對，沒有門市收到',
    'Part {part} of order {receipt} is malformed; no store was told of it',
  ],
  'order-store-unknown': [
    '訂單 {receipt} 第 {part} 部分指定的門市 {store} 不存在',
    'Part {part} of order {receipt} names a store that does not exist: {store}',
  ],
  'order-moved-late': [
    '訂單 {receipt} 第 {part} 部分改派 {store}，但原門市已經交出；沒有改派',
    'Part {part} of order {receipt} was given to {store} after another store had done it; it was not moved',
  ],
  'order-unplaced': [
    '訂單 {receipt} 第 {part} 部分沒有門市能處理：{reason}',
    'No store can do part {part} of order {receipt}: {reason}',
  ],
  'counter-order-unplaced': [
    '櫃檯訂單 {receipt} 第 {part} 部分沒有門市能出貨：{reason}',
    'No store can send part {part} of order {receipt}, which a counter took: {reason}',
  ],
  'refund-due': [
    '訂單 {receipt} 應退給顧客 {amount} 元',
    'NT${amount} of order {receipt} is to be given back to the buyer',
  ],
  'outflow-dead': [
    '商店多次未能收下訂單 {receipt} 的通知（{is}）：{reason}',
    'The shop failed to take word of order {receipt} ({is}) again and again: {reason}',
  ],
} as const satisfies Readonly<Record<string, Words>>
