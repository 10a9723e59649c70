import { useDiagnostics, useView } from '../app/use-session.ts'
import { PillButton, type PillTone } from '../ui/Pill.tsx'

/** How many problems there are; leads to their list. */
export function ProblemsPill() {
  const [errors, warnings] = useDiagnostics(({ diagnostics }) => [
    diagnostics.filter(({ severity }) => severity === 'error').length,
    diagnostics.filter(({ severity }) => severity === 'warning').length,
  ]) as [number, number]
  const showDock = useView((state) => state.showDock)
  const [tone, words] = toneAndWords(errors, warnings)
  return (
    <PillButton tone={tone} onClick={() => showDock('problems')}>
      {words}
    </PillButton>
  )
}

function toneAndWords(errors: number, warnings: number): [PillTone, string] {
  if (errors > 0) return ['error', `◆ ${counted(errors, 'problem')}`]
  if (warnings > 0) return ['warn', counted(warnings, 'warning')]
  return ['neutral', 'No problems']
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
