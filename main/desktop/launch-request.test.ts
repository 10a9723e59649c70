import { describe, expect, it } from 'vitest'
import { readLaunchRequest } from './launch-request.ts'

const read = (...arguments_: string[]) => readLaunchRequest(arguments_, '/home/ada/work', '/home/ada/Documents')

describe('what the app was asked to show', () => {
  it('is a folder in the documents when nothing was said', () => {
    expect(read('/opt/sluice')).toEqual({ workspace: '/home/ada/Documents/Sluice', openFile: null })
  })

  it('is the folder and the file that were named, among the switches of others', () => {
    expect(read('/opt/sluice', '--no-sandbox', '--workspace=/data/pipelines', '--open=orders.sluice.json')).toEqual({
      workspace: '/data/pipelines',
      openFile: 'orders.sluice.json',
    })
  })

  it('is seen from the folder it was asked in', () => {
    expect(read('--workspace=pipelines').workspace).toBe('/home/ada/work/pipelines')
    expect(read('--workspace=.').workspace).toBe('/home/ada/work')
  })
})
