/** What the metadata holds at a path, as one line of text; empty where there is nothing. Keys are joined by dots, whatever their case; members of a list have the path of the list. */
export function metadataText(metadata: Record<string, unknown> | undefined, path: string): string {
  if (!metadata) return "";
  const found: unknown[] = [];
  collect(metadata, path.toLowerCase(), found);
  return found.map((value) => (typeof value === "object" ? JSON.stringify(value) : String(value))).join(", ");
}

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
