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

/** Puts the counter on the page. `update` is where the service worker reports a new version. */
export function mountCounter(
  parts: CounterParts,
  place: Element,
): { readonly update: ReturnType<typeof useUpdate>; readonly unmount: () => void } {
  const pinia = createPinia()
  const app = createApp(App).use(pinia).use(createTexts(rememberedLanguage())).provide(partsKey, parts)
  app.mount(place)
  return { update: useUpdate(pinia), unmount: () => app.unmount() }
}

/** For a tablet whose till does not open. */
export function mountBroken(place: Element): void {
  createApp(BrokenTablet).use(createTexts(rememberedLanguage())).mount(place)
}
