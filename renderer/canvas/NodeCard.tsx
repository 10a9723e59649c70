import { Handle, type NodeProps } from '@xyflow/react'
import { memo, type RefObject, useCallback, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { GraphNode } from '../../shared/graph/schema.ts'
import { setAttribute, useLive, write } from '../app/live.ts'
import { useDocument, useNode } from '../app/use-session.ts'
import type { CardPorts } from '../model/card-ports.ts'
import { displayName, errorsPort, findNode } from '../model/lookup.ts'
import { counters, diagnostics, documents, runs } from '../model/session.ts'
import { specOf } from '../model/specs.ts'
import { summaryOf } from '../model/summary.ts'
import { classes } from '../ui/classes.ts'
import { OperatorIcon } from '../ui/OperatorIcon.tsx'
import { canvasState } from './canvas-session.ts'
import { takesFocus } from './canvas-view.ts'
import { type CardState, type CardStatus, cardFigures, cardName, cardState } from './card-state.ts'
import styles from './NodeCard.module.css'
import { type PortPlace, portPlaces, portWords } from './ports.ts'
import type { CardLook, StepNode } from './project.ts'

/** A step on the canvas. Its size follows from its ports; its numbers are painted past React, its selection by a class around it. */
export const NodeCard = memo(Card, (before, after) => before.id === after.id && before.data === after.data)

function Card({ id, data }: NodeProps<StepNode>) {
  const node = useNode(id)
  const isBox = useStore(canvasState, (state) => state.detail === 'boxes')
  if (!node) return null
  const places = portPlaces(data.ports)
  return (
    <>
      {isBox ? (
        <div className={classes(styles.card, styles.box)} data-kind={data.kind} />
      ) : (
        <CardFace node={node} look={data} places={places} />
      )}
      {places.map((port) => (
        <Port key={`${port.type} ${port.id}`} node={id} port={port} />
      ))}
    </>
  )
}

function Port({ node, port }: { node: string; port: PortPlace }) {
  const isErrors = port.id === errorsPort
  return (
    <Handle
      id={port.id}
      type={port.type}
      position={port.side}
      className={classes(styles.port, isErrors && styles.errorPort)}
      style={isErrors ? { left: port.x } : { top: port.y }}
      isConnectable={port.state !== 'gone'}
      data-state={port.state}
      data-tooltip={portWords(port)}
      data-tooltip-side={isErrors ? 'bottom' : 'top'}
      data-testid={`port ${node}.${port.id}`}
    />
  )
}

interface CardFaceProps {
  node: GraphNode
  look: CardLook
  places: readonly PortPlace[]
}

function CardFace({ node, look: { kind, ports }, places }: CardFaceProps) {
  const card = useRef<HTMLDivElement>(null)
  usePaint(card, node, ports)
  const spec = specOf(node.operator)
  return (
    <div ref={card} className={styles.card} data-kind={kind}>
      <div className={styles.head}>
        <OperatorIcon icon={spec?.icon} kind={kind} className={styles.icon} />
        <span className={styles.name}>{displayName(node, specOf)}</span>
        <span className={styles.status} data-part="status" aria-hidden="true" />
      </div>
      <div className={styles.summary}>
        <Summary node={node} />
      </div>
      <div className={styles.figures} aria-hidden="true">
        <span data-part="rest" />
        <Figure part="in" unit="in" />
        <Figure part="out" unit="out" />
        <Figure part="latency" unit="p99" />
        <span className={styles.errors} data-part="errors" hidden />
      </div>
      <PortNames places={places.filter(({ named }) => named)} />
      <FocusButton id={node.id} />
    </div>
  )
}

/** The names of ports, each beside its mark. Screen readers hear them in the name of the card. */
function PortNames({ places }: { places: readonly PortPlace[] }) {
  if (places.length === 0) return null
  const bothSides = new Set(places.map(({ side }) => side)).size > 1
  return (
    <div className={styles.ports} data-both-sides={bothSides || undefined} aria-hidden="true">
      {places.map(({ id, title, state, side, y }) => (
        <span key={`${side} ${id}`} className={styles.portName} data-side={side} data-state={state} style={{ top: y }}>
          {title}
        </span>
      ))}
    </div>
  )
}

function Figure({ part, unit }: { part: string; unit: string }) {
  return (
    <span data-part={part} hidden>
      <b /> {unit}
    </span>
  )
}

/** Takes the card's focus and carries its name. One card at a time can be reached with Tab. */
function FocusButton({ id }: { id: string }) {
  const button = useRef<HTMLButtonElement>(null)
  const isTabStop = useStore(canvasState, (state) => state.tabStop === id)
  useEffect(() => {
    if (takesFocus(id)) button.current?.focus({ preventScroll: true })
  }, [id])
  return <button ref={button} type="button" className={styles.focus} data-part="focus" tabIndex={isTabStop ? 0 : -1} />
}

/** The step in plain words, with what stands between backticks set as code. */
function Summary({ node }: { node: GraphNode }) {
  const spec = specOf(node.operator)
  const text = useDocument(({ document }) =>
    spec ? summaryOf(spec, node, document) : `Unknown operator ${node.operator}; kept as it is`,
  )
  return text.split('`').map((part, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other identity.
    return index % 2 === 1 ? <code key={index}>{part}</code> : part
  })
}

/** Names change at most this often while only numbers change, so that a screen reader is not flooded. */
const nameEvery = 1_000

function usePaint(card: RefObject<HTMLDivElement | null>, node: GraphNode, ports: CardPorts): void {
  const named = useRef({ at: 0, status: '' })
  const paint = useCallback(() => {
    const part = partsOf(card.current)
    const { document } = documents.getState()
    const nameOf = (id: string) => displayName(findNode(document, id) ?? { id, operator: '', config: {} }, specOf)
    const state = cardState(node.id, runs.getState(), counters.node(node.id), diagnostics.getState(), nameOf)
    setAttribute(part('status'), 'data-status', state.status)
    setAttribute(part('focus'), 'title', worthSaying.has(state.status) ? state.words : null)
    paintFigures(part, node, ports, state)
    const now = performance.now()
    if (state.words === named.current.status && now - named.current.at < nameEvery) return
    named.current = { at: now, status: state.words }
    setAttribute(part('focus'), 'aria-label', cardName(node, ports, state, counters, specOf))
  }, [card, node, ports])
  useLive(paint)
}

/** States that a sighted person should be able to read, too. */
const worthSaying: ReadonlySet<CardStatus> = new Set(['problem', 'blocked', 'failed'])

type PartOf = (name: string) => HTMLElement | undefined

const partsByCard = new WeakMap<HTMLElement, Map<string | undefined, HTMLElement>>()

/** The parts of a card that are painted, looked up once. */
function partsOf(card: HTMLElement | null): PartOf {
  if (!card) return () => undefined
  let parts = partsByCard.get(card)
  if (!parts) {
    const elements = [...card.querySelectorAll<HTMLElement>('[data-part]')]
    parts = new Map(elements.map((element) => [element.dataset.part, element]))
    partsByCard.set(card, parts)
  }
  return (name) => parts.get(name)
}

function paintFigures(part: PartOf, node: GraphNode, ports: CardPorts, { problems }: CardState): void {
  const figures = cardFigures(node.id, ports, counters)
  for (const name of ['in', 'out', 'latency'] as const) {
    const element = part(name)
    setAttribute(element, 'hidden', figures?.[name] ? null : '')
    write(element?.firstElementChild, figures?.[name] ?? '')
  }
  setAttribute(part('rest'), 'hidden', figures ? '' : null)
  setAttribute(part('rest'), 'data-problems', problems > 0 ? '' : null)
  write(part('rest'), atRest(node, problems))
  setAttribute(part('errors'), 'hidden', figures?.errors ? null : '')
  write(part('errors'), figures?.errors ?? '')
}

/** What stands in place of figures: problems, or the operator where the step has a name of its own. */
function atRest(node: GraphNode, problems: number): string {
  if (problems > 0) return problems === 1 ? '◆ 1 problem' : `◆ ${problems} problems`
  const title = specOf(node.operator)?.title ?? ''
  return displayName(node, specOf).startsWith(title) ? '' : title
}
