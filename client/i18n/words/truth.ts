import { both } from './both.ts'

export const readiness = both(
  {
    title: '離線準備',
    lead: '斷線之前先看：這台平板沒有網路時能做什麼。',
    ready: '準備好了：沒有網路也能照常營業。',
    almost: '可以營業，但有幾項還不完整。',
    notReady: '還沒準備好：請保持連線，或看下面的說明。',
    saves: {
      title: '儲存',
      good: '可以儲存；{n} 筆待上傳。',
      partly: '可以儲存；{n} 筆待上傳。',
      missing: '無法儲存：請勿收款，改用另一台平板。',
    },
    opens: {
      title: '離線開啟',
      good: '沒有網路也能重新開啟。',
      partly: '沒有網路也能重新開啟。',
      missing: '還不能離線開啟：請在有網路時重新整理一次。',
    },
    people: {
      title: '店員登入',
      good: '{n} 位可以用 PIN 登入。',
      partly: '{n} 位可以用 PIN 登入。',
      missing: '還沒有店員名單：請保持連線。',
    },
    products: {
      title: '商品與價格',
      good: '{n} 項，{time} 更新。',
      partly: '{n} 項，{time} 更新。',
      missing: '還沒有商品：請保持連線。',
    },
    members: {
      title: '會員',
      good: '{n} 位，全部都在。',
      partly: '{n} 位，還在下載。',
      missing: '還沒有會員。',
    },
    timelines: {
      title: '會員近況',
      good: '最近來店的 {n} 位可看點數與購買紀錄。',
      partly: '最近來店的 {n} 位可看點數與購買紀錄。',
      missing: '還沒有。',
    },
    receipts: {
      title: '退貨用收據',
      good: '{n} 張收據可離線退貨。',
      partly: '{n} 張收據，還在下載。',
      missing: '還沒有收據。',
    },
    kept: {
      title: '資料保護',
      good: '瀏覽器承諾不會自行清除資料。',
      partly: '瀏覽器可能在空間不足時清除資料：請把應用程式安裝到主畫面。',
      missing: '瀏覽器可能清除資料。',
    },
    fresh: {
      title: '最後更新',
      good: '{time} 與伺服器完全一致。',
      partly: '{time}之後沒有完整更新：價格可能已經變動。',
      missing: '還沒有完整更新過。',
    },
    contact: '最後連線：{time}',
    noContact: '還沒有連上過伺服器',
    room: '空間：已用 {used} GB，可用 {all} GB',
    without: '沒有網路時',
    works: '可以：掃描、銷售、收款、找零、列印、會員查詢與入會、憑收據退貨、交貨給取貨的顧客、交換店員。',
    waits: '要等連線：其他門市剛發生的事、沒來過本店會員的完整歷程、管理設定。',
  },
  {
    title: 'Ready for an outage',
    lead: 'Look before the line is cut: what this tablet can do without a network.',
    ready: 'Ready: business goes on without a network.',
    almost: 'Selling works; some of it is not complete yet.',
    notReady: 'Not ready: stay online, or see below what to do.',
    saves: {
      title: 'Saving',
      good: 'This tablet saves; {n} waiting to be sent.',
      partly: 'This tablet saves; {n} waiting to be sent.',
      missing: 'This tablet cannot save: take no money, use another one.',
    },
    opens: {
      title: 'Opens offline',
      good: 'It opens without a network.',
      partly: 'It opens without a network.',
      missing: 'Not yet: reload the page once while there is a network.',
    },
    people: {
      title: 'Signing in',
      good: '{n} people can sign in by PIN.',
      partly: '{n} people can sign in by PIN.',
      missing: 'The list of staff is not here yet: stay online.',
    },
    products: {
      title: 'Products and prices',
      good: '{n}, as of {time}.',
      partly: '{n}, as of {time}.',
      missing: 'No products yet: stay online.',
    },
    members: {
      title: 'Members',
      good: '{n}, all of them.',
      partly: '{n}, more are on their way.',
      missing: 'No members yet.',
    },
    timelines: {
      title: 'Who came lately',
      good: 'Points and purchases of {n} recent visitors.',
      partly: 'Points and purchases of {n} recent visitors.',
      missing: 'None yet.',
    },
    receipts: {
      title: 'Receipts for returns',
      good: '{n} receipts can be returned from offline.',
      partly: '{n} receipts, more are on their way.',
      missing: 'No receipts yet.',
    },
    kept: {
      title: 'Data kept',
      good: 'The browser promises to keep the data.',
      partly: 'The browser may clear data when space runs out: install the app to the home screen.',
      missing: 'The browser may clear data.',
    },
    fresh: {
      title: 'Up to date',
      good: 'The same as the server {time}.',
      partly: 'Not complete since {time}: prices may have changed.',
      missing: 'Never complete yet.',
    },
    contact: 'Last contact: {time}',
    noContact: 'The server was never reached',
    room: 'Space: {used} GB used, {all} GB allowed',
    without: 'Without a network',
    works:
      'Works: scanning, selling, payment, change, printing, members and enrolment, returns by receipt, handing over pickups, changing staff.',
    waits:
      'Waits for the line: what just happened in other stores, the whole history of members who never came here, administration.',
  },
)

export const journal = both(
  {
    title: '收據紀錄',
    lead: '本店最近的收據，可再看一次或補印。',
    search: '收據號碼',
    none: '找不到收據。',
    elsewhere: '這張收據的明細不在這台平板上：請到開立它的平板補印。',
    reprint: '補印',
  },
  {
    title: 'Receipts',
    lead: 'The latest receipts of this store, to look at or print again.',
    search: 'Receipt number',
    none: 'No receipt fits.',
    elsewhere: 'The lines of this receipt are not on this tablet: print it again where it was made.',
    reprint: 'Print again',
  },
)

export const settings = both(
  {
    title: '設定',
    type: { title: '字級', normal: '一般', large: '大字' },
    theme: { title: '亮度', system: '跟隨系統', light: '亮', dark: '暗' },
    sound: { title: '掃描聲音', on: '開', off: '關（只震動）' },
    install: '安裝到主畫面',
    installed: '已安裝為應用程式。',
    installHint: '安裝後從主畫面開啟，資料不會被瀏覽器清除。',
    installByHand: '在瀏覽器選單選「加入主畫面」或「安裝應用程式」。安裝後資料不會被瀏覽器清除。',
  },
  {
    title: 'Settings',
    type: { title: 'Type size', normal: 'Normal', large: 'Large' },
    theme: { title: 'Light', system: 'As the system', light: 'Light', dark: 'Dark' },
    sound: { title: 'Scan sounds', on: 'On', off: 'Off (shake only)' },
    install: 'Install to the home screen',
    installed: 'Installed as an app.',
    installHint: 'Opened from the home screen, the browser keeps its data.',
    installByHand:
      'Choose “Add to home screen” or “Install app” in the browser’s menu. Then the browser keeps the data.',
  },
)
