/** One leaf of a changed value: removed, added or both, at its path. */
export interface ChangeLine {
  sign: "-" | "+";
  path: string;
  text: string;
}

const isTree = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0;

function leaves(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (isTree(value)) {
    for (const [name, member] of Object.entries(value)) {
      const step = Array.isArray(value) ? `[${name}]` : path === "" ? name : `.${name}`;
      leaves(member, `${path}${step}`, into);
    }
  } else if (value !== undefined) into.set(path, typeof value === "string" ? value : JSON.stringify(value));
  return into;
}

/** What differs between two JSON values, leaf by leaf; `unchanged` counts the leaves that are the same. */
export function changeLines(before: unknown, after: unknown): { lines: ChangeLine[]; unchanged: number } {
  const old = leaves(before, "", new Map());
  const now = leaves(after, "", new Map());
  const lines: ChangeLine[] = [];
  let unchanged = 0;
  for (const path of new Set([...old.keys(), ...now.keys()])) {
    const was = old.get(path);
    const is = now.get(path);
    if (was === is) {
      unchanged++;
      continue;
    }
    if (was !== undefined) lines.push({ sign: "-", path, text: was });
    if (is !== undefined) lines.push({ sign: "+", path, text: is });
  }
  return { lines, unchanged };
}
