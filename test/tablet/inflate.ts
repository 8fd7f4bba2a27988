import { inflateRawSync } from 'node:zlib'

/** As a browser unpacks, without its other threads. */
export const inflate = (bytes: Uint8Array): Promise<string> =>
  Promise.resolve(inflateRawSync(bytes).toString('utf8'))
