import type { Diagnostic, Fix, Place } from './diagnostic.ts'

/** A diagnostic in one line of code. */
export function error(code: string, place: Place, message: string, fix?: Fix): Diagnostic {
  return finding('error', code, place, message, fix)
}

export function warning(code: string, place: Place, message: string, fix?: Fix): Diagnostic {
  return finding('warning', code, place, message, fix)
}

export function info(code: string, place: Place, message: string, fix?: Fix): Diagnostic {
  return finding('info', code, place, message, fix)
}

function finding(severity: Diagnostic['severity'], code: string, place: Place, message: string, fix?: Fix): Diagnostic {
  return fix === undefined ? { code, severity, message, place } : { code, severity, message, place, fix }
}
