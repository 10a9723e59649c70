import { Switch } from 'radix-ui'
import type { ControlProps } from './control-props.ts'
import { FieldRow } from './FieldRow.tsx'
import { holdsParameter } from './field-text.ts'
import { useFormTarget } from './form-target.ts'
import styles from './SwitchControl.module.css'
import { TextControl } from './TextControl.tsx'

/** On or off. A value that is neither (a parameter, or something wrong) is shown as text, so that nothing is hidden. */
export function SwitchControl(props: ControlProps) {
  const { field, path, standing } = props
  const { write } = useFormTarget()
  if (typeof standing.own === 'string') return <TextControl {...props} mono={holdsParameter(standing.own)} />
  const given = standing.given ?? field.texts.placeholder === 'true'
  return (
    <FieldRow field={field} path={path} standing={standing} offersParameters>
      {(ids) => (
        <Switch.Root
          {...ids}
          className={styles.switch}
          checked={Boolean(standing.own ?? given)}
          onCheckedChange={(checked) => write(path, checked)}
        >
          <Switch.Thumb className={styles.thumb} />
        </Switch.Root>
      )}
    </FieldRow>
  )
}
