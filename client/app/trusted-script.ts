/**
 * Where the content security policy asks for Trusted Types, only this file may name a script to load: those that the
 * build made. The policy's name stands in the server's `trusted-types` directive.
 */
type Policy = { createScriptURL(path: string): string }
type PolicyFactory = {
  createPolicy(name: string, rules: { readonly createScriptURL: (path: string) => string }): Policy
}

const policyName = 'onecounter'

let policy: Policy | undefined

/** `path` begins with a slash and stays on this origin. With Trusted Types the answer is an object that passes as its text. */
export function trustedScript(path: string): string {
  policy ??= factory()?.createPolicy(policyName, { createScriptURL: sameOrigin }) ?? {
    createScriptURL: sameOrigin,
  }
  return policy.createScriptURL(path)
}

function sameOrigin(path: string): string {
  if (!/^\/[\w./-]+$/.test(path) || path.startsWith('//'))
    throw new TypeError(`${path} is not a script of this app`)
  return path
}

function factory(): PolicyFactory | undefined {
  const found: unknown = Reflect.get(globalThis, 'trustedTypes')
  return isFactory(found) ? found : undefined
}

function isFactory(value: unknown): value is PolicyFactory {
  return typeof value === 'object' && value !== null && 'createPolicy' in value
}
