/** Filled in by the build. */
declare const __APP_VERSION__: string

/** For tools that do not read .vue files; vue-tsc knows better. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent
  export default component
}
