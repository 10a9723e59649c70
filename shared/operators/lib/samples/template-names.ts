/** The templates of the connector's interactive producer. */
export const templateNames = ['simple', 'sensor', 'event', 'transaction'] as const
export type TemplateName = (typeof templateNames)[number]
