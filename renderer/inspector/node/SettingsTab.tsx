import { useMemo } from 'react'
import type { GraphNode } from '../../../shared/graph/schema.ts'
import type { OperatorSpec } from '../../../shared/operators/define.ts'
import { useDiagnostics, useDocument } from '../../app/use-session.ts'
import { setOption } from '../../model/commands/options.ts'
import type { DiagnosticsState } from '../../model/diagnostics-store.ts'
import { documents } from '../../model/session.ts'
import { specOf } from '../../model/specs.ts'
import { ErrorPolicyControl, isOfPolicy } from '../errors/ErrorPolicyControl.tsx'
import { OutcomeBox } from '../errors/OutcomeBox.tsx'
import { FieldControl } from '../form/FieldControl.tsx'
import { Fields } from '../form/Fields.tsx'
import { type FormField, fieldsOf } from '../form/form-model.ts'
import { type FieldPath, FormTargetProvider, problemsWithoutField } from '../form/form-target.ts'
import { connectionOfNode, fieldLimit } from '../form/limits.ts'
import { ProblemList } from '../form/ProblemList.tsx'
import styles from './SettingsTab.module.css'

/** The form of a step's operator, with what happens to errors and what that has meant so far. */
export function SettingsTab({ node }: { node: GraphNode }) {
  const spec = specOf(node.operator)
  if (!spec) return <UnknownOperator node={node} />
  return (
    <>
      <ConfigForm node={node} spec={spec} />
      {spec.errors && <ErrorPolicyControl id={node.id} />}
      <OutcomeBox id={node.id} />
    </>
  )
}

function ConfigForm({ node, spec }: { node: GraphNode; spec: OperatorSpec }) {
  const { id } = node
  const problems = useDiagnostics((state: DiagnosticsState) =>
    state.diagnostics.filter(({ place }) => place.node === id),
  )
  const connection = useDocument((state) => connectionOfNode(state.document, node, spec))
  const fields = formOf(spec)
  const target = useMemo(
    () => ({
      node: id,
      base: [],
      problems,
      write: (path: FieldPath, value: unknown) => documents.getState().apply(setOption(id, path, value, specOf)),
      limitAt: (path: FieldPath) => (connection === null ? null : fieldLimit(connection, path)),
    }),
    [id, problems, connection],
  )
  const general = problemsWithoutField(problems, new Set(fields.map((field) => field.key)))
  return (
    <FormTargetProvider value={target}>
      <ProblemList problems={general.filter((problem) => !isOfPolicy(problem))} />
      {fields.length > 0 && (
        <Fields
          fields={fields}
          path={[]}
          values={node.config}
          schema={spec.config}
          preset="none"
          Field={FieldControl}
        />
      )}
    </FormTargetProvider>
  )
}

/** A step of a newer version or another product: what it holds is kept, and shown as it is. */
function UnknownOperator({ node }: { node: GraphNode }) {
  return (
    <>
      <p className={styles.words}>
        This version of Sluice does not know the operator <code>{node.operator}</code>. The step stays in the file as it
        is; the pipeline cannot run with it.
      </p>
      <pre className={styles.json}>{JSON.stringify(node.config, null, 2)}</pre>
    </>
  )
}

const forms = new WeakMap<OperatorSpec, readonly FormField[]>()

/** The form of an operator, made once. */
function formOf(spec: OperatorSpec): readonly FormField[] {
  let fields = forms.get(spec)
  if (!fields) {
    fields = fieldsOf(spec.config)
    forms.set(spec, fields)
  }
  return fields
}
