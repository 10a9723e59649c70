/** The one channel between page and host; frames go both ways on it. Shared with the preload script, so nothing else here. */
export const frameChannel = 'sluice:frame'
