import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { toFailure } from '../../shared/ipc/failure.ts'

/** A small form that makes something by its name: Enter makes it, Escape leaves, and a failure is a sentence in the form. */
export function useNewForm(make: (name: string) => Promise<unknown>, onDone: () => void) {
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const isNamed = name.trim() !== ''
  const submit = async () => {
    try {
      await make(name.trim())
      onDone()
    } catch (error) {
      setProblem(toFailure(error).message)
    }
  }
  return {
    name,
    setName,
    isNamed,
    /** Null while nothing went wrong. */
    problem,
    /** For the `<form>`. */
    handlers: {
      onSubmit(event: FormEvent) {
        event.preventDefault()
        if (isNamed) void submit()
      },
      onKeyDown(event: KeyboardEvent) {
        if (event.key === 'Escape') onDone()
      },
    },
  }
}
