const beginning = /^The step "[^"]*"(?: \([^)]*\))?: (?:the option )?"[^"]*"(?::| is)? /

/** A problem's sentence where the step and the option stand right above it: without naming them again. */
export function sentenceAtField(message: string): string {
  const rest = message.replace(beginning, '')
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}
