import { isBuiltin, stripTypeScriptTypes } from 'node:module'
import vm from 'node:vm'
import type { LoadRequest } from '../protocol.ts'
import { CodeFailure } from './code-failure.ts'
import { type Place, placeInScript, placeInTypeScript, syntaxFailure } from './places.ts'
import { failureOf } from './results.ts'

/** The code, ready to be called. What it returns may be a promise. */
export type CodeFunction = (message: unknown, context: unknown) => unknown

/** A text with a line that begins with `export` is a module; any other is the body of a function. */
const looksLikeModule = /^\s*export\b/m

/**
 * Compiles and evaluates. Rejects with SLUICE-CODE-SYNTAX and the place in the user's text, or SLUICE-CODE-THREW when a
 * module throws while it is evaluated. Node's own modules can be imported, nothing else.
 */
export async function compileCode({
  source,
  language,
}: Pick<LoadRequest, 'source' | 'language'>): Promise<CodeFunction> {
  const isModule = looksLikeModule.test(source)
  const headerLines = isModule ? 0 : 1
  const identifier = language === 'typescript' ? 'code.ts' : 'code.js'
  const whole = isModule ? source : asModule(source)
  const text = language === 'typescript' ? withoutTypes(whole, headerLines) : whole
  const module = createModule(text, identifier, headerLines)
  await link(module)
  try {
    await module.evaluate()
  } catch (thrown) {
    throw failureOf(thrown, lineOf)
  }
  const call = (module.namespace as { default?: unknown }).default
  if (typeof call !== 'function') throw noFunction()
  return call as CodeFunction
}

/** Line of the user's text that a stack names first; null for none. */
export function lineOf(stack: string): number | null {
  const line = /\bcode\.[jt]s:(\d+)/.exec(stack)?.[1]
  return line === undefined ? null : Number(line)
}

async function link(module: vm.Module): Promise<void> {
  try {
    await module.link(importBuiltin)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw syntaxFailure(thrown.message, null, '', 0)
    throw thrown
  }
}

/** The user's text begins on the second line, so that its columns stay as they are. A body that awaits becomes asynchronous. */
function asModule(body: string): string {
  const async = /\bawait\b/.test(body) ? 'async ' : ''
  return `export default ${async}function (message, context) {\n${body}\n}`
}

function withoutTypes(text: string, headerLines: number): string {
  try {
    return stripTypeScriptTypes(text)
  } catch (thrown) {
    const { code, message, stack } = thrown as NodeJS.ErrnoException
    if (code === 'ERR_NO_TYPESCRIPT') throw noTypeScript()
    throw syntaxFailure(message, placeInTypeScript(stack ?? ''), text, headerLines)
  }
}

function createModule(text: string, identifier: string, headerLines: number): vm.SourceTextModule {
  try {
    return new vm.SourceTextModule(text, {
      identifier,
      lineOffset: -headerLines,
      importModuleDynamically: async (specifier) => {
        const module = await importBuiltin(specifier)
        await link(module)
        await module.evaluate()
        return module
      },
    })
  } catch (thrown) {
    const { message } = thrown as Error
    throw syntaxFailure(message, placeOf(text, message), text, headerLines)
  }
}

/** The runtime does not say where a module is wrong; a script with the same fault, or the parser of types, does. */
function placeOf(text: string, message: string): Place | null {
  const found = placeInScript(text, message)
  if (found !== null) return found
  try {
    stripTypeScriptTypes(text)
    return null
  } catch (thrown) {
    return placeInTypeScript(String((thrown as Error).stack))
  }
}

async function importBuiltin(specifier: string): Promise<vm.Module> {
  if (!isBuiltin(specifier)) throw cannotImport(specifier)
  const exports = (await import(specifier)) as Record<string, unknown>
  return new vm.SyntheticModule(Object.keys(exports), function (this: vm.SyntheticModule) {
    for (const [name, value] of Object.entries(exports)) this.setExport(name, value)
  })
}

function noFunction() {
  return new CodeFailure(
    'SLUICE-CODE-SYNTAX',
    'The code has no function to call. Write "export default function (message, context) { … }", or only the body of that function.',
  )
}

function noTypeScript() {
  return new CodeFailure('SLUICE-NOT-AVAILABLE', 'This runtime cannot read TypeScript. Write the code in JavaScript.')
}

function cannotImport(specifier: string) {
  return new CodeFailure(
    'SLUICE-CODE-SYNTAX',
    `The code imports "${specifier}". Only Node's own modules can be imported, by names like node:crypto; copy what you need into the code.`,
  )
}
