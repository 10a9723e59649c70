/** Globals that the page uses and Chromium 83 lacks; loaded before the page's own script in the smoke build only. */
import { define } from './language-globals.ts'

define(HTMLElement.prototype, 'showPopover', function (this: HTMLElement) {
  this.hidden = false
})
define(HTMLElement.prototype, 'hidePopover', function (this: HTMLElement) {
  this.hidden = true
})
define(Element.prototype, 'replaceChildren', function (this: Element, ...children: Node[]) {
  while (this.firstChild) this.removeChild(this.firstChild)
  this.append(...children)
})
define(
  crypto,
  'randomUUID',
  () => `${[...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(16)).join('-')}`,
)

// Until Chromium 119 an objection to leaving had to be a value, too.
const preventDefault = Event.prototype.preventDefault
Object.assign(BeforeUnloadEvent.prototype, {
  preventDefault(this: BeforeUnloadEvent) {
    preventDefault.call(this)
    this.returnValue = 'unsaved'
  },
})

const matches = Element.prototype.matches
Object.assign(Element.prototype, {
  matches(this: Element, selector: string) {
    return matches.call(this, selector.replace(':focus-visible', ':focus'))
  },
})

// `addEventListener(…, { signal })` came with Chromium 90: without it, no gesture would ever end.
const listen = EventTarget.prototype.addEventListener
Object.assign(EventTarget.prototype, {
  addEventListener(
    this: EventTarget,
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: AddEventListenerOptions | boolean,
  ) {
    listen.call(this, type, listener, options)
    const signal = typeof options === 'object' ? options.signal : undefined
    if (signal) listen.call(signal, 'abort', () => this.removeEventListener(type, listener, options))
  },
})
