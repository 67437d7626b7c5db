/** What everybody may begin with; nobody can change these. */
export const BUILT_IN_VIEWS = [
  { name: "All activity", q: "" },
  { name: "Denied and failed", q: "outcome:(denied OR failure)" },
  { name: "Sign-ins", q: "category:authentication" },
  { name: "Secrets read", q: "action:secret.read" },
  { name: "About Sealtrail", q: "origin:sealtrail" },
] as const;

/** The built-in view that asks exactly this. */
export const builtInOf = (q: string) => BUILT_IN_VIEWS.find((view) => view.q === q.trim());
