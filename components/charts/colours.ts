/** What is drawn in which colour, on every page; the variables of app/base.css make both themes and paper. */
export const COLOURS = {
  actual: "var(--s-accent)",
  expected: "var(--s-accent-soft)",
  expectedEdge: "color-mix(in srgb, var(--s-accent) 38%, var(--s-panel))",
} as const;
