import { formatQuery, MASKABLE, type QueryField, type QueryNode, type View } from "../query/index.ts";

const PLAIN: ReadonlySet<QueryField> = new Set(["action", "category", "env"]);
const NAMES: Partial<Record<QueryField, string>> = {
  "actor.id": "actor",
  "actor.type": "actors of type",
  "target.id": "target",
  "target.type": "targets of type",
  auth: "sign-in method",
  ip: "address",
  via: "way",
};

/**
 * What a view shows, in words that go on from "sees": "only prod; without authentication; actor's e-mail address masked". A condition
 * without words of its own is quoted in the query language.
 */
export function viewWords({ scope, masks }: View): string {
  const conditions = scope.kind === "and" ? scope.nodes : scope.kind === "all" ? [] : [scope];
  const [first, ...others] = conditions.map(conditionWords);
  const sees = first?.startsWith("without ") ? `every event ${first}` : (first ?? "every event");
  return [sees, ...others, ...maskWords(masks)].join("; ");
}

function conditionWords(node: QueryNode): string {
  if (node.kind === "not") {
    const unwanted = valuesOf(node.node);
    return unwanted ? `without ${unwanted}` : `without what fits ${quoted(node.node)}`;
  }
  const wanted = valuesOf(node);
  return wanted ? `only ${wanted}` : `only what fits ${quoted(node)}`;
}

/** "prod or staging": the values of one field; undefined for anything else. */
function valuesOf(node: QueryNode): string | undefined {
  const terms = node.kind === "or" ? node.nodes : [node];
  const [first] = terms;
  if (first?.kind !== "term" || !terms.every((term) => term.kind === "term" && term.field === first.field))
    return undefined;
  const values = terms.map((term) => formatQuery(term).slice(first.field.length + 1));
  const list = values.length === 1 ? values[0]! : `${values.slice(0, -1).join(", ")} or ${values.at(-1)!}`;
  return PLAIN.has(first.field) ? list : `${NAMES[first.field] ?? first.field} ${list}`;
}

const quoted = (node: QueryNode) => `“${formatQuery(node)}”`;

const LABELS = new Map<string, string>(MASKABLE.map(({ path, label }) => [path, label]));

function maskWords(masks: View["masks"]): string[] {
  if (masks.length === 0) return [];
  const names = masks.map((mask) => LABELS.get(mask) ?? mask);
  const [first, ...others] = names.map((name) =>
    /^[A-Z][a-z]/.test(name) ? name[0]!.toLowerCase() + name.slice(1) : name,
  );
  return [`${[first, ...others].join(", ")} masked`];
}
