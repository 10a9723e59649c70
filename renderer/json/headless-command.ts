/** The command that runs a file without a window: until its input is idle, with a report. */
export function headlessCommand(fileName: string): string {
  return `npx sluice run ${quoted(fileName)} --until-idle 2s --report json`
}

/** As a shell takes it, also when the name has a blank. */
function quoted(fileName: string): string {
  return /^[\w./-]+$/.test(fileName) ? fileName : `'${fileName.replaceAll("'", `'\\''`)}'`
}
