import type { DragEvent } from 'react'

const kind = 'application/x-sluice-field'

/** Puts the path of a field on the pointer. */
export function dragPath(event: DragEvent, path: readonly string[]): void {
  event.dataTransfer.setData(kind, JSON.stringify(path))
  event.dataTransfer.effectAllowed = 'copyMove'
}

/** The path that is being dropped; null for anything else. */
export function draggedPath(event: DragEvent): string[] | null {
  const text = event.dataTransfer.getData(kind)
  return text === '' ? null : (JSON.parse(text) as string[])
}
