import ts from 'typescript'
import { codePaths, textOf } from './files.ts'

/** A call of `it`, `test` or `describe`, with what follows the dot: `it.skip.each` has the modifiers skip and each. */
export type TestCall = {
  readonly path: string
  readonly line: number
  readonly kind: 'test' | 'group'
  readonly modifiers: readonly string[]
  readonly title: string
}

const kinds: Readonly<Record<string, TestCall['kind']>> = { it: 'test', test: 'test', describe: 'group' }

export function readTestCalls(): readonly TestCall[] {
  return codePaths
    .filter((path) => /\.(test|spec)\.ts$/.test(path))
    .flatMap((path) => testCallsIn(path, textOf(path)))
}

export function testCallsIn(path: string, text: string): readonly TestCall[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const found: TestCall[] = []
  const visit = (node: ts.Node): void => {
    const call = ts.isCallExpression(node) ? testCall(node, file) : undefined
    if (call !== undefined) found.push({ path, ...call })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function testCall(node: ts.CallExpression, file: ts.SourceFile): Omit<TestCall, 'path'> | undefined {
  const modifiers: string[] = []
  let callee: ts.Expression = node.expression
  // it.each(rows)('title') and test.skipIf(reason)('title') call what a call returned.
  while (!ts.isIdentifier(callee)) {
    if (ts.isPropertyAccessExpression(callee)) modifiers.push(callee.name.text)
    else if (!ts.isCallExpression(callee) && !ts.isTaggedTemplateExpression(callee)) return undefined
    callee = ts.isTaggedTemplateExpression(callee) ? callee.tag : callee.expression
  }
  const kind = kinds[callee.text]
  if (kind === undefined) return undefined
  const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
  return { kind, modifiers, line, title: titleOf(node.arguments[0]) }
}

function titleOf(argument: ts.Expression | undefined): string {
  if (argument === undefined) return ''
  if (ts.isStringLiteralLike(argument)) return argument.text
  return ts.isTemplateExpression(argument) ? argument.head.text : ''
}
