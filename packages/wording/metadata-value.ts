/** What the metadata holds at a path, one entry a value. Keys are joined by dots, whatever their case; members of a list have the path of the list. */
export function metadataValues(metadata: Record<string, unknown> | undefined, path: string): unknown[] {
  const found: unknown[] = [];
  if (metadata) collect(metadata, path.toLowerCase(), found);
  return found;
}

/** The same as one line of text; empty where there is nothing. */
export const metadataText = (metadata: Record<string, unknown> | undefined, path: string): string =>
  metadataValues(metadata, path)
    .map((value) => (typeof value === "object" ? JSON.stringify(value) : String(value)))
    .join(", ");

function collect(value: unknown, path: string, found: unknown[]): void {
  if (Array.isArray(value)) {
    for (const member of value) collect(member, path, found);
    return;
  }
  if (path === "") {
    if (value !== undefined) found.push(value);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const name = key.toLowerCase();
    if (name === path) collect(member, "", found);
    else if (path.startsWith(`${name}.`)) collect(member, path.slice(name.length + 1), found);
  }
}
