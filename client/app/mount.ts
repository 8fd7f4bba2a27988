import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createTexts } from '../i18n/i18n.ts'
import { type CounterParts, partsKey } from '../state/parts.ts'
import '../ui/tokens.css'
import '../ui/base.css'
import App from './App.vue'
import BrokenTablet from './BrokenTablet.vue'
import { rememberedLanguage } from './remembered-language.ts'
import { useUpdate } from './update.ts'

/** Puts the counter on the page; the answer is where the service worker reports a new version. */
export function mountCounter(parts: CounterParts, place: Element): ReturnType<typeof useUpdate> {
  const pinia = createPinia()
  createApp(App).use(pinia).use(createTexts(rememberedLanguage())).provide(partsKey, parts).mount(place)
  return useUpdate(pinia)
}

/** For a tablet whose till does not open. */
export function mountBroken(place: Element): void {
  createApp(BrokenTablet).use(createTexts(rememberedLanguage())).mount(place)
}
