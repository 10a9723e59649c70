import { createStore, type StoreApi } from 'zustand/vanilla'

/** Whether the doctor is asked for, and for which connection of the document. */
export const doctor: StoreApi<{ readonly connection: string | null }> = createStore(() => ({
  connection: null as string | null,
}))

export function askDoctor(connection: string): void {
  doctor.setState({ connection })
}
