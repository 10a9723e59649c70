/** Two banks, a gate, and what flows below it. */
export function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" fill="none" role="img" aria-label="Sluice">
      <rect x="1" y="1" width="20" height="20" rx="6" fill="var(--accent)" />
      <g stroke="var(--on-accent)" strokeLinecap="round">
        <path d="M6 5.5v11M16 5.5v11M6 9.5h10" strokeWidth="2" />
        <path d="M9 14.2c1.3-1.4 2.7 1.4 4 0" strokeWidth="1.8" />
      </g>
    </svg>
  )
}
