import '@xyflow/react/dist/base.css'
import {
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeTypes,
  MiniMap,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStoreApi,
} from '@xyflow/react'
import { lazy, type MouseEvent, type RefObject, Suspense, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { gridStep } from '../model/placement.ts'
import { actions, view } from '../model/session.ts'
import { arrangeWhatIsOpened } from './arrange.ts'
import styles from './Canvas.module.css'
import { CanvasHints } from './CanvasHints.tsx'
import { canvasState, flow, setDetail } from './canvas-session.ts'
import { attachCanvas } from './canvas-view.ts'
import { connectEnded, connectStarted, isAllowed, reconnected, wishOf } from './connecting.ts'
import { openQuickAdd } from './menus.ts'
import { NodeCard } from './NodeCard.tsx'
import type { StepNode, WireEdge } from './project.ts'
import { RefusalHint } from './RefusalHint.tsx'
import { useCanvasKeys } from './use-canvas-keys.ts'
import { useClipboard } from './use-clipboard.ts'
import { useFit } from './use-fit.ts'
import { useReveal } from './use-reveal.ts'
import { showMessages, Wire } from './Wire.tsx'
import { ZoomControl } from './ZoomControl.tsx'

const QuickAdd = lazy(() => import('./QuickAdd.tsx'))
const ConnectMenu = lazy(() => import('./ConnectMenu.tsx'))

const nodeTypes: NodeTypes = { step: NodeCard }
const edgeTypes: EdgeTypes = { wire: Wire }
const grid: [number, number] = [gridStep, gridStep]
const severalWith = ['Shift', 'Control', 'Meta']
const panWith = [1, 2]

/* Handlers are the same functions on every render, so that a render of the canvas is none of its cards and wires. */
const connected = (connection: Connection) => void actions.connectOrTell(wishOf(connection))
const wireClicked = (_: MouseEvent, wire: WireEdge) => showMessages(wire.id)
const showInspector = () => view.getState().showInspector()

const minimapColour = ({ data }: StepNode) => `var(--kind-${data.kind})`

/** The drawing: cards, wires, and everything done with the pointer. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Surface />
    </ReactFlowProvider>
  )
}

function Surface() {
  const root = useRef<HTMLDivElement>(null)
  const nodes = useStore(flow, (state) => state.nodes)
  const edges = useStore(flow, (state) => state.edges)
  const { nodesChanged, edgesChanged } = flow.getState()
  const detail = useStore(canvasState, (state) => state.detail)
  const onKeyDown = useCanvasKeys()
  useClipboard()
  useReveal()
  useAttached(root)
  useFit()
  useEffect(arrangeWhatIsOpened, [])
  return (
    <ReactFlow<StepNode, WireEdge>
      ref={root}
      className={styles.canvas}
      data-detail={detail}
      aria-label="Canvas"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onDoubleClick={addAtDoubleClick}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={nodesChanged}
      onEdgesChange={edgesChanged}
      onConnectStart={connectStarted}
      onConnect={connected}
      onConnectEnd={connectEnded}
      isValidConnection={isAllowed}
      onReconnect={reconnected}
      onEdgeClick={wireClicked}
      onNodeDoubleClick={showInspector}
      connectionRadius={26}
      reconnectRadius={9}
      snapToGrid
      snapGrid={grid}
      minZoom={0.1}
      maxZoom={2}
      selectionOnDrag
      selectionMode={SelectionMode.Partial}
      selectionKeyCode={null}
      multiSelectionKeyCode={severalWith}
      panOnDrag={panWith}
      panOnScroll
      zoomOnDoubleClick={false}
      deleteKeyCode={null}
      nodesFocusable={false}
      edgesFocusable={false}
      disableKeyboardA11y
      onlyRenderVisibleElements
      nodeDragThreshold={2}
      attributionPosition="top-right"
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1.6} />
      <MiniMap<StepNode>
        pannable
        zoomable
        nodeColor={minimapColour}
        nodeBorderRadius={14}
        nodeStrokeWidth={0}
        ariaLabel="Overview of the pipeline"
        className={styles.minimap}
        style={minimapSize}
      />
      <RefusalHint />
      <ZoomControl />
      <CanvasHints />
      <Menus />
    </ReactFlow>
  )
}

function addAtDoubleClick(event: MouseEvent): void {
  if ((event.target as Element).closest('.react-flow__pane')) openQuickAdd({ x: event.clientX, y: event.clientY })
}

const minimapSize = { width: 148, height: 92 }

function Menus() {
  const menu = useStore(canvasState, (state) => state.menu)
  if (menu === null) return null
  return <Suspense>{menu.kind === 'add' ? <QuickAdd request={menu} /> : <ConnectMenu request={menu} />}</Suspense>
}

/** Lets the rest of the page ask the canvas for places. */
function useAttached(root: RefObject<HTMLDivElement | null>): void {
  const instance = useReactFlow<StepNode, WireEdge>()
  const { subscribe } = useStoreApi()
  useEffect(() => subscribe(({ transform }) => setDetail(transform[2])), [subscribe])
  useEffect(() => {
    attachCanvas(instance, root.current)
    return () => attachCanvas(null, null)
  }, [instance, root])
}
