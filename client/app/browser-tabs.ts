/** The other tabs of this tablet. */
import type { TabChannel, TabMessage } from '../sync/env.ts'

const channelName = 'onecounter'

export function browserTabs(): TabChannel | undefined {
  if (!('BroadcastChannel' in globalThis)) return undefined
  const channel = new BroadcastChannel(channelName)
  return {
    post: (message) => channel.postMessage(message),
    listen(hear) {
      const onMessage = (event: MessageEvent<TabMessage>): void => hear(event.data)
      channel.addEventListener('message', onMessage)
      return () => channel.removeEventListener('message', onMessage)
    },
    close: () => channel.close(),
  }
}
