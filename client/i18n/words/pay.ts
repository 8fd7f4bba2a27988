import { both } from './both.ts'

export const pay = both(
  {
    title: '結帳',
    due: '應收',
    by: '付款方式',
    cash: '現金',
    external: '刷卡／行動支付',
    exact: '剛好 {amount}',
    tendered: '實收金額',
    change: '找零 {amount}',
    changeShort: '找 {amount}',
    short: '還差 {amount}',
    submitCash: '收下 {amount}',
    reference: '交易序號',
    referenceHint: '刷卡機或支付平台給的序號，不是卡號。',
    submitExternal: '已收款 {amount}',
    problem: {
      missing: '請輸入交易序號。',
      'bank-card': '這像是信用卡號，不能儲存。請輸入刷卡機的交易序號。',
      'too-long': '交易序號太長，最多 64 個字。',
      'not-a-number': '請輸入整數金額。',
    },
  },
  {
    title: 'Pay',
    due: 'Due',
    by: 'Paid by',
    cash: 'Cash',
    external: 'Card / mobile',
    exact: 'Exactly {amount}',
    tendered: 'Cash received',
    change: 'Change {amount}',
    changeShort: '{amount} back',
    short: '{amount} missing',
    submitCash: 'Take {amount}',
    reference: 'Payment reference',
    referenceHint: 'The number from the terminal or provider, not the card number.',
    submitExternal: 'Paid {amount}',
    problem: {
      missing: 'Please enter the payment reference.',
      'bank-card':
        'This looks like a bank card number, which must not be stored. Enter the terminal’s reference.',
      'too-long': 'The reference is too long: at most 64 characters.',
      'not-a-number': 'Please enter a whole amount.',
    },
  },
)

export const paid = both(
  {
    sale: '已付款',
    return: '已退款',
    change: '找零',
    saved: '已安全存在這台平板。',
    print: '列印收據',
    next: '下一位',
  },
  {
    sale: 'Paid',
    return: 'Refunded',
    change: 'Change',
    saved: 'Safe on this tablet.',
    print: 'Print receipt',
    next: 'Next customer',
  },
)
