import { both } from './both.ts'

export const help = both(
  {
    title: '說明',
    open: '說明',
    close: '關閉',
    keys: '快捷鍵',
    enrol: '總部或店長給的註冊碼只能用一次，十分鐘內有效。啟用後，這台平板沒有網路也能營業。',
    signIn: '點自己的名字，輸入 PIN。輸錯五次要等一下；忘記 PIN 請店長重設。有新版本時，會在這個畫面詢問。',
    counter:
      '任何時候都可以掃描：商品進購物車，會員卡顯示會員，收據開始退貨，載具記在發票上。最後一件掃完，按結帳，再按剛好的金額就完成。移除的明細可以復原。',
    returns:
      '退貨：掃描收據、訂單、取貨碼或電子發票，或按 F6 輸入號碼、手機、卡號，或用商品和日期找。超過 90 天的要連線問伺服器。選要退的明細與原因；可退數量包含各店與網路商店。可以換成其他商品，只算差額。沒有收據時只給購物金，要主管核准。斷線也能退。',
    pickups:
      '待揀貨的依貨架順序揀，掃描商品打勾；缺貨時可以等、退款，或換成顧客同意的商品。可取貨的，掃顧客的 QR 碼或輸入訂單號碼開啟，確認身分後交貨。沒有網路也可以；這台平板有登記時不需要店長。',
    outbox: '這些作業已安全存在平板上，有網路後會自動上傳，不會重複，也不用做任何事。',
    stock:
      '掃描或搜尋商品，看本店與其他門市還有多少、是什麼時候的數字。盤點時逐件掃描，完成後才會記錄。調撥時掃描要送出或收到的商品；少了的會列為異常。',
    journal: '找收據號碼，點開後可補印；補印的收據會標示「補印」。',
    discrepancies:
      '交易照常成立，但有些事和規則不符。點開每一條，可看到哪兩筆紀錄不符、損失多少、由誰負責，以及現在可以做什麼。處理紀錄永久保留。',
    disputes:
      '多退的錢記在這裡，不算在原來那筆銷售。每一筆可看到收據、各店的退貨和金額；按「查看異常」決定怎麼處理：更正、詢問那家門市、追償或接受。',
    readiness: '開店前看一眼：打勾的項目斷線後都能用。',
    office:
      '這裡管理門市、收銀台、平板與店員；需要連線。註冊碼只顯示一次，十分鐘內用在新平板上。每次更動都會留下紀錄。',
    revoked: '總部已停用這台平板。還沒上傳的作業會先送完，之後就可以交回。',
    settings: '字級、亮度與聲音只影響這台平板。安裝到主畫面後，資料更安全。',
    shortcut: {
      F1: '這份說明',
      F2: '搜尋商品、會員、收據',
      F3: '用相機掃描',
      F4: '找會員',
      F6: '退貨',
      F7: '取貨看板',
      F8: '結帳：現金；退貨、取貨的最後一步',
      F9: '結帳：刷卡',
      F10: '結帳：行動支付',
      Esc: '上一步；完成後換下一位',
    },
  },
  {
    title: 'Help',
    open: 'Help',
    close: 'Close',
    keys: 'Keys',
    enrol:
      'The enrolment code from head office works once, for ten minutes. Afterwards this tablet sells without a network.',
    signIn:
      'Tap your name and type your PIN. After five wrong ones you have to wait; a manager can give you a new one. A new version asks on this screen.',
    counter:
      'Scan at any time: products go into the basket, a member’s card shows the member, a receipt begins a return, a carrier is noted for the invoice. After the last scan press Pay, then the exact amount. A removed line can be brought back.',
    returns:
      'Returns: scan the receipt, the order, its pickup code or the e-invoice, or press F6 and type a number, a phone or a card, or search by product and day. What is older than 90 days is asked of the server. Choose the lines and the reason; what is left counts every store and the web shop. Other goods instead of money leave one difference. Without a receipt there is store credit only, with an approval. All of it works without a network.',
    pickups:
      'Orders to pick are picked in the order of the shelves: scan to tick. What is short can wait, be refunded, or be replaced by goods that the buyer agrees to. For what is ready, scan the buyer’s QR code or type the order number, find out who it is, and hand it over; also without a network, and without a manager when this tablet holds it.',
    outbox:
      'These are safe on this tablet and go to the server by themselves when there is a network. Nothing doubles, and there is nothing to do.',
    stock:
      'Scan or search an article to see what is here and in other stores, and how old that is. To count, scan piece by piece; nothing changes until you finish. In a transfer scan what you send or receive: what is missing is listed.',
    journal: 'Search for the number, open it, print it again: a second copy says so.',
    discrepancies:
      'The sale stands, but something broke a rule. Open a line to see which records disagree, what it may cost, whose it is and what you can do now. What was done is kept for ever.',
    disputes:
      'What was given back too much stands here and not with the sale. Each one shows its receipt, the returns in every store and the amounts; open the discrepancy to decide: correct it, ask the other store, charge it back or accept it.',
    readiness: 'Look before you open: what is ticked works without a line.',
    office:
      'Stores, registers, tablets and staff are kept here; it needs the network. An enrolment code is shown once and works for ten minutes. Every change leaves a note.',
    revoked:
      'Head office took this tablet out of use. What was not sent yet goes first; then it can be handed back.',
    settings:
      'Type size, light and sound are this tablet’s. Installed to the home screen its data are safer.',
    shortcut: {
      F1: 'This help',
      F2: 'Search products, members, receipts',
      F3: 'Scan with the camera',
      F4: 'Find a member',
      F6: 'Return',
      F7: 'Pickups',
      F8: 'Pay in cash; the last step of a return or a pickup',
      F9: 'Pay by card',
      F10: 'Pay by mobile',
      Esc: 'One step back; when it is paid, the next customer',
    },
  },
)
