import { both } from './both.ts'

export const common = both(
  {
    back: '返回',
    keep: '儲存',
    cancel: '取消',
    search: '搜尋',
    pieces: '{n} 件',
    minus: '減少一件：{name}',
    plus: '增加一件：{name}',
    busy: '處理中…',
    required: '必填',
    optional: '選填',
  },
  {
    back: 'Back',
    keep: 'Keep',
    cancel: 'Cancel',
    search: 'Search',
    pieces: '{n} piece | {n} pieces',
    minus: 'One less: {name}',
    plus: 'One more: {name}',
    busy: 'Working…',
    required: 'required',
    optional: 'optional',
  },
)

export const refusal = both(
  {
    unknown: '沒有完成，請再試一次。',
    'not-enrolled': '這台平板還沒啟用。',
    'nothing-to-record': '沒有商品可以結帳。',
    'tenders-differ': '付款金額與總計不符，請再試一次。',
    'too-little-cash': '收到的現金不足。',
    'reference-missing': '請輸入交易序號。',
    'reference-looks-like-card': '這像是信用卡號，不能儲存。請輸入刷卡機的交易序號。',
    'note-looks-like-card': '備註看起來像銀行卡號，不能儲存。請刪除後再試。',
    'invoice-differs': '發票的選項不能同時使用，請檢查統編、載具與捐贈碼。',
    'reason-missing': '請選擇退貨原因。',
    'approval-missing': '需要店長核准。',
    'approver-missing': '需要另一位主管核准。',
    'name-missing': '請輸入姓名。',
    'too-large': '這筆明細太多，請分成兩筆結帳。',
    'cannot-save': '沒有儲存成功：請勿收款，再試一次或改用其他平板。',
  },
  {
    unknown: 'That did not work. Please try again.',
    'not-enrolled': 'This tablet is not set up yet.',
    'nothing-to-record': 'There is nothing to pay for.',
    'tenders-differ': 'The payment is not the total. Please try again.',
    'too-little-cash': 'That is not enough cash.',
    'reference-missing': 'Please enter the payment reference.',
    'reference-looks-like-card':
      'This looks like a bank card number, which must not be stored. Enter the terminal’s reference.',
    'note-looks-like-card':
      'A note looks like a bank card number, which must not be stored. Remove it and try again.',
    'invoice-differs':
      'These wishes for the invoice do not go together: check company number, carrier and donation code.',
    'reason-missing': 'Choose a reason.',
    'approval-missing': 'A manager has to approve this.',
    'approver-missing': 'Somebody else has to approve this.',
    'name-missing': 'Please enter a name.',
    'too-large': 'That is too much for one ticket. Please make two.',
    'cannot-save': 'It was not saved: do not take money. Try again or use another tablet.',
  },
)
