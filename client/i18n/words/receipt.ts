import { both } from './both.ts'

export const receipt = both(
  {
    title: '收據',
    returnTitle: '退貨收據',
    number: '收據號碼',
    staff: '經手人',
    total: '總計',
    refund: '退款合計',
    cash: '現金',
    external: '刷卡／行動支付',
    reference: '序號 {text}',
    tendered: '實收',
    change: '找零',
    qr: '收據 QR 碼',
    keep: '退換貨請出示這張收據',
  },
  {
    title: 'Receipt',
    returnTitle: 'Return receipt',
    number: 'Receipt number',
    staff: 'Served by',
    total: 'Total',
    refund: 'Refund',
    cash: 'Cash',
    external: 'Card / mobile',
    reference: 'Reference {text}',
    tendered: 'Received',
    change: 'Change',
    qr: 'QR code of the receipt',
    keep: 'Please show this receipt for a return',
  },
)
