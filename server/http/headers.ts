import type { RequestHandler } from 'express'
import helmet from 'helmet'

/**
 * Nothing but what this server sends runs in the page. 'wasm-unsafe-eval' is for the PIN's hash and the barcode reader; the
 * Trusted Types policy `vue` is Vue's own, `onecounter` makes the addresses of workers. There is no upgrade-insecure-requests:
 * on the shop's own machine the page comes by plain HTTP.
 */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'blob:'],
    fontSrc: ["'self'"],
    mediaSrc: ["'self'"],
    workerSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ['vue', 'onecounter'],
  },
}

/** Of what a page can use, only what scanners, printers and drawers need. */
const PERMISSIONS = [
  'camera=(self)',
  'usb=(self)',
  'serial=(self)',
  'hid=(self)',
  'screen-wake-lock=(self)',
  'geolocation=()',
  'microphone=()',
  'payment=()',
  'display-capture=()',
].join(', ')

const YEAR_SECONDS = 365 * 24 * 3600

export function securityHeaders(): RequestHandler {
  const protect = helmet({
    contentSecurityPolicy,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: { maxAge: YEAR_SECONDS, includeSubDomains: false },
  })
  return (request, response, next) => {
    response.set('Permissions-Policy', PERMISSIONS)
    protect(request, response, next)
  }
}
