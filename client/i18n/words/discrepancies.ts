import { both } from './both.ts'

export const discrepancies = both(
  {
    title: '待處理異常',
    lead: '這些事都已發生並保留，但和規則不符。請依說明處理；帳上不會自動更改。',
    none: '沒有異常。',
    next: {
      'line-amount-differs': '請核對收據與實收金額；如有差額，用退貨或補收更正。',
      'total-differs': '請核對收據與實收金額；如有差額，用退貨或補收更正。',
      'tenders-differ': '請核對實際收到的付款。',
      'change-differs': '請清點錢櫃，確認找零。',
      'receipt-number-used-twice': '兩張收據都保留。平板可能被複製，請重新啟用其中一台。',
      'returned-more-than-sold': '請比對兩次退貨的實物；多退的部分向經手門市確認。',
      'return-of-unknown-sale': '原銷售上傳後會自動消除；若一直不到，請檢查那台平板是否還有待上傳。',
      'return-of-unknown-line': '請核對收據；退貨登記在不存在的明細上。',
      'refund-exceeds-price': '退款超過實付，請確認原因並留下紀錄。',
      'returned-other-article': '請找出退回的實物，比對收據；必要時更正庫存。',
      'two-members-by-one-enrolment': '請向顧客確認兩個載具是同一人。',
      'device-forked': '請重新啟用這台平板，並檢查是否有兩台使用同一份資料。',
      'operations-missing': '請找到那台平板並連上網路；找不到時，用它匯出的檔案補上。',
      'sidecar-differs': '請總部查明那台平板；顧客下次來店時重新入會。',
      'operation-not-understood': '伺服器更新後會自動處理；若更新後仍在，請通知總部。',
      'operation-malformed': '內容都保留著。請總部查明那台平板的版本，再依收據補登。',
      'operation-not-allowed': '請總部查明是誰從那台平板送出，內容都保留著。',
      'operation-waits': '它所依據的作業處理後會自動完成；若一直不動，請通知總部。',
      'operation-failed': '內容都保留著。請通知總部修正後重新處理，門市不用再做一次。',
      'same-id-other-content': '先到的一份有效。請總部比對兩份內容，必要時補登。',
      'settled-without-approval': '請店長確認這個決定；不對時重新處理原來那筆異常。',
      'written-off-without-approval': '請店長核對實物與原因；不對時再調回來。',
      'approval-missing': '請店長查明誰同意了這筆，並補上決定。',
      'returned-to-self': '請由另一位主管核對商品與收據。',
      'unverified-too-often': '下次無收據退貨前請先查看這位會員的紀錄。',
      'unverified-above-limit': '請確認核准人與原因；超出的部分由核准人說明。',
      'shop-refund-without-shop': '顧客還沒拿到退款：請在櫃檯退回原付款方式。',
      'credit-overspent': '請向顧客補收差額，或由店長接受。',
      'credit-unknown': '發出購物金的退貨上傳後會自動消除。',
      oversold: '請盤點這項商品；數量補正後會自動消除。',
      'reserved-short': '請盤點、請其他門市調貨，或在取貨單上記為缺貨；夠了會自動消除。',
      'transfer-differs': '請兩家門市一起核對實物，再用盤點更正。',
      'pickup-unknown': '訂單送達後會自動消除；若一直不到，請向總部查詢訂單。',
      'pickup-not-open': '沒有改變任何東西；請確認顧客拿到了什麼。',
      'handed-over-twice': '請找出哪一次交錯了：聯絡顧客取回，或記為損失。',
      'handed-over-cancelled': '請確認顧客是否已退款；已退款就要補收。',
      'handed-over-late': '請確認退款是否已開始；商品已交就停止或補收。',
      'given-after-decline': '請確認另一家門市是否也寄出了：其中一份要取回。',
      'handed-over-leased-elsewhere': '請核對兩台平板，確認只交了一次。',
      'handed-over-unleased': '請核對是否只交了一次。',
      'lease-used-late': '請核對是否只交了一次。',
      'proof-too-weak': '請聯絡顧客，確認是本人取貨。',
      'handover-sum-differs': '請核對收據與實收金額；如有差額，用退貨或補收更正。',
      'order-part-malformed': '請商店重新傳送這張訂單。',
      'order-store-unknown': '請商店或總部改派一家存在的門市。',
      'order-moved-late': '請商店確認顧客已收到，並更正訂單。',
      'order-unplaced': '請總部改派門市，或由商店退款給顧客。',
      'counter-order-unplaced': '請聯絡顧客；已付的款在櫃檯用收據退回。',
      'refund-due': '請聯絡顧客，在櫃檯退回原付款方式。',
      'outflow-dead': '請總部與商店確認，再由商店自行補做。',
      other: '請通知總部。',
    },
  },
  {
    title: 'Discrepancies',
    lead: 'All of this happened and is kept, but it broke a rule. The books are not changed by themselves.',
    none: 'There are no discrepancies.',
    next: {
      'line-amount-differs':
        'Compare the receipt with the money; correct a difference by a return or a sale.',
      'total-differs': 'Compare the receipt with the money; correct a difference by a return or a sale.',
      'tenders-differ': 'Check what was really received.',
      'change-differs': 'Count the drawer and check the change.',
      'receipt-number-used-twice':
        'Both receipts are kept. A tablet may have been copied: set one of them up again.',
      'returned-more-than-sold':
        'Compare the goods of both returns, and ask the store that took the second one.',
      'return-of-unknown-sale':
        'It goes away when the sale arrives; if it does not, look whether that tablet still has something waiting.',
      'return-of-unknown-line': 'Check the receipt: the return names a line that it does not have.',
      'refund-exceeds-price': 'More was paid back than was paid: find out why and note it.',
      'returned-other-article':
        'Find what came back and compare it with the receipt; correct the stock if need be.',
      'two-members-by-one-enrolment': 'Ask the customer whether both credentials are theirs.',
      'device-forked': 'Set this tablet up again, and look whether two tablets use the same data.',
      'operations-missing':
        'Find the tablet and bring it online; if it is lost, use the file that it exported.',
      'sidecar-differs': 'Head office looks into that tablet; enrol the customer again at their next visit.',
      'operation-not-understood':
        'It is dealt with by itself after an update of the server; if it stays, tell head office.',
      'operation-malformed':
        'All of it is kept. Head office looks which version that tablet has; then enter it again by its receipt.',
      'operation-not-allowed': 'Head office finds out who sent it from that tablet; all of it is kept.',
      'operation-waits': 'It goes on once the other one is dealt with; if it never does, tell head office.',
      'operation-failed':
        'All of it is kept. Tell head office, who runs it again; there is nothing to repeat here.',
      'same-id-other-content':
        'The first one counts. Head office compares the two and enters what is missing.',
      'settled-without-approval':
        'A manager checks the decision; if it was wrong, take up the first discrepancy again.',
      'written-off-without-approval':
        'A manager compares the goods with the reason; what was wrong is put back by a correction.',
      'approval-missing': 'A manager finds out who agreed to it and adds the decision.',
      'returned-to-self': 'Another manager compares the goods with the receipt.',
      'unverified-too-often': 'Look at this member’s records before the next return without a receipt.',
      'unverified-above-limit':
        'Check who approved it and why; what is above the limit is theirs to explain.',
      'shop-refund-without-shop':
        'The customer has no refund yet: give it back at the counter by the way it was paid.',
      'credit-overspent': 'Ask the customer for the difference, or let a manager accept it.',
      'credit-unknown': 'It goes away when the return that gave the credit arrives.',
      oversold: 'Count this article; it goes away once the quantity is right.',
      'reserved-short':
        'Count it, ask another store for it, or pick the order short; it goes away once there is enough.',
      'transfer-differs': 'Both stores compare the goods, then correct by counting.',
      'pickup-unknown':
        'It goes away when the order arrives; if it does not, head office looks for the order.',
      'pickup-not-open': 'Nothing was changed; make sure what the customer got.',
      'handed-over-twice':
        'Find out which handover was wrong: ask the customer for the goods, or book the loss.',
      'handed-over-cancelled': 'Check whether the buyer was refunded; then the money is owed.',
      'handed-over-late': 'Check whether the refund has begun: stop it, or ask for the money.',
      'given-after-decline':
        'Find out whether another store sent it as well: one of the two has to come back.',
      'handed-over-leased-elsewhere': 'Compare both tablets: it should have been handed over once.',
      'handed-over-unleased': 'Make sure that it was handed over once.',
      'lease-used-late': 'Make sure that it was handed over once.',
      'proof-too-weak': 'Call the buyer and ask whether they collected it.',
      'handover-sum-differs':
        'Compare the receipt with the money; correct a difference by a return or a sale.',
      'order-part-malformed': 'The shop sends this order again.',
      'order-store-unknown': 'The shop or head office names a store that exists.',
      'order-moved-late': 'The shop makes sure that the buyer has it, and puts its order right.',
      'order-unplaced': 'Head office finds another store, or the shop refunds the buyer.',
      'counter-order-unplaced': 'Call the buyer; what was paid is given back at the counter by the receipt.',
      'refund-due': 'Call the buyer and give the money back by the way it was paid.',
      'outflow-dead': 'Head office asks the shop, which then does it by hand.',
      other: 'Tell head office.',
    },
  },
)
