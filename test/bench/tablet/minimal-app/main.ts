// The least that an application of this kind can be: Vue, Pinia, a router, texts in two languages, a Dexie table that is read before the first
// screen, and a service worker. What the counter's start is compared with.
import Dexie, { type Table } from 'dexie'
import { createPinia, defineStore } from 'pinia'
import { createApp, defineComponent, h, onMounted } from 'vue'
import { createI18n, useI18n } from 'vue-i18n'
import { createRouter, createWebHistory, RouterView } from 'vue-router'

type Note = { readonly id: number; readonly text: string }

class Notes extends Dexie {
  declare readonly notes: Table<Note, number>
  constructor() {
    super('minimal')
    this.version(1).stores({ notes: 'id' })
  }
}

const notes = new Notes()
const useNotes = defineStore('notes', {
  state: () => ({ all: [] as Note[] }),
  actions: {
    async load() {
      if ((await notes.notes.count()) === 0) await notes.notes.put({ id: 1, text: 'ready' })
      this.all = await notes.notes.toArray()
    },
  },
})

const Home = defineComponent({
  setup() {
    const { t } = useI18n()
    const store = useNotes()
    onMounted(() => void store.load())
    return () =>
      h('main', [
        h('h1', t('title')),
        h(
          'ul',
          store.all.map((note) => h('li', { class: 'ready', key: note.id }, note.text)),
        ),
      ])
  },
})

createApp({ render: () => h(RouterView) })
  .use(createPinia())
  .use(createRouter({ history: createWebHistory(), routes: [{ path: '/', component: Home }] }))
  .use(
    createI18n({
      legacy: false,
      locale: 'zh-TW',
      messages: { 'zh-TW': { title: '準備好了' }, en: { title: 'Ready' } },
    }),
  )
  .mount('#app')
await navigator.serviceWorker.register('/service-worker.js')
