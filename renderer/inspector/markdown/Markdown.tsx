import { Fragment } from 'react'
import { InlineText } from './InlineText.tsx'
import styles from './Markdown.module.css'
import { type Block, parseMarkdown } from './markdown.ts'

/** A text in Markdown as text elements. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={styles.page}>
      {parseMarkdown(text).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one text never change places.
        <Fragment key={index}>{elementOf(block)}</Fragment>
      ))}
    </div>
  )
}

/* biome-ignore-start lint/suspicious/noArrayIndexKey: the parts of one block never change places. */
function elementOf(block: Block) {
  switch (block.kind) {
    case 'heading':
      return (
        <h3>
          <InlineText content={block.content} />
        </h3>
      )
    case 'paragraph':
      return (
        <p>
          <InlineText content={block.content} />
        </p>
      )
    case 'code':
      return <pre>{block.text}</pre>
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul'
      return (
        <List>
          {block.items.map((item, index) => (
            <li key={index}>
              <InlineText content={item} />
            </li>
          ))}
        </List>
      )
    }
    case 'table':
      return (
        <table>
          <thead>
            <tr>
              {block.head.map((cell, index) => (
                <th key={index}>
                  <InlineText content={cell} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column}>
                    <InlineText content={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )
  }
}
/* biome-ignore-end lint/suspicious/noArrayIndexKey: see above. */
