import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type Express } from 'express'
import { Problem } from './problem.ts'

const YEAR_MS = 365 * 24 * 3_600_000
const SHELL = 'index.html'
/** Addresses of the program, where a page never is. */
const NOT_PAGES = /^\/(?:sync|devices|members|channels|staff|admin|assets|livez|readyz|metrics)(?:\/|$)/

/**
 * The built tablet. Names of assets hold their content's hash, so they are kept for a year; the shell and the service worker
 * are asked for each time. The build leaves old chunks where they are, so that a tablet that has not updated finds its own.
 */
export function serveClient(app: Express, folder: string): void {
  const files = { index: false, redirect: false, dotfiles: 'ignore', cacheControl: true } as const
  app.use('/assets', express.static(join(folder, 'assets'), { ...files, immutable: true, maxAge: YEAR_MS }))
  app.use(
    express.static(folder, {
      ...files,
      maxAge: 0,
      setHeaders: (response) => response.set('Cache-Control', 'no-cache'),
    }),
  )
  app.get('/{*path}', (request, response, next) => {
    // A navigation says text/html; what asks for anything at all is a program and is told the truth.
    const wantsPage = request.path === '/' || /\btext\/html\b/.test(request.headers.accept ?? '')
    const isFile = /\.\w+$/.test(request.path)
    if (!wantsPage || isFile || NOT_PAGES.test(request.path)) next()
    else if (!existsSync(join(folder, SHELL))) throw new Problem('client-not-built')
    else response.set('Cache-Control', 'no-cache').sendFile(SHELL, { root: folder, cacheControl: false })
  })
}
