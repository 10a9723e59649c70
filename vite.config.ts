import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Builds the designer into `dist/renderer`: files that any home can serve under a strict content security policy. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // Electron 45 and any current browser.
    target: 'chrome138',
    // Nothing may end up as a data: address or an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
