/** Sixteen bytes of a payload: where they begin, in hexadecimal, and as characters where they are printable ASCII. */
export interface HexLine {
  readonly offset: string
  readonly hex: string
  readonly text: string
}

const width = 16

export function hexLines(bytes: Uint8Array): HexLine[] {
  return Array.from({ length: Math.ceil(bytes.length / width) }, (_, index) => {
    const part = bytes.subarray(index * width, (index + 1) * width)
    const codes = [...part].map((byte) => byte.toString(16).padStart(2, '0'))
    return {
      offset: (index * width).toString(16).padStart(8, '0'),
      hex: `${codes.slice(0, 8).join(' ')}  ${codes.slice(8).join(' ')}`.padEnd(width * 3),
      text: [...part].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(''),
    }
  })
}
