import { contextBridge, ipcRenderer } from 'electron'
import { frameChannel } from './frame-channel.ts'

/** All that the page gets: two functions that pass plain frames to and from the host. */
contextBridge.exposeInMainWorld('sluice', {
  send: (frame: unknown): void => ipcRenderer.send(frameChannel, frame),
  onMessage: (listener: (frame: unknown) => void): void => {
    ipcRenderer.on(frameChannel, (_event, frame: unknown) => listener(frame))
  },
})
