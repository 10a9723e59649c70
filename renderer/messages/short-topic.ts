import type { TapRow } from '../../shared/run/tap.ts'

const usualPlace = 'persistent://public/default/'

/** The topic a message asks for, else the one it came from; without the part that nearly all topics share. */
export function shortTopic({ topic, origin }: Pick<TapRow, 'topic' | 'origin'>): string {
  const name = topic ?? origin.slice(0, origin.lastIndexOf(' '))
  return name.startsWith(usualPlace) ? name.slice(usualPlace.length) : name
}
