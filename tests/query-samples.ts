import fc from "fast-check";
import { ACTOR_TYPES, CATEGORIES, CRUD, OUTCOMES, SEVERITIES } from "#server/event-format/index.ts";
import {
  andNodes,
  fieldsOf,
  orNodes,
  QUERY_FIELDS,
  type QueryField,
  type QueryMatch,
  type QueryNode,
} from "#server/query/index.ts";

/** Values that generated queries ask for, by kind; texts folded, none empty. */
export interface SampleValues {
  texts: string[];
  ids: string[];
  addresses: string[];
  blocks: string[];
  eventIds: string[];
  seqMax: number;
}

export const ODD_VALUES: SampleValues = {
  texts: ["secret.read", "prod", "de", "a,b", "or", "..", "a:b", "ß", "-x"],
  ids: [
    "u_7F",
    "with space",
    'quo"te',
    "back\\slash",
    "(x)",
    "*",
    "a*b",
    "a,b",
    ">x",
    "<",
    "OR",
    "東京 😀",
    "-x",
    "a\tb",
    "\u00a0",
  ],
  addresses: ["203.0.113.7", "2001:db8::1"],
  blocks: ["203.0.113.0/24", "0.0.0.0/0", "2001:db8::/32", "::/0"],
  eventIds: ["019aa3c5-7d5d-7000-8000-0123456789ab"],
  seqMax: 999_999_999_999_999,
};

const IDS: QueryField[] = ["actor", "actor.id", "target", "target.id", "session", "request", "key"];
const CHOICES: Partial<Record<QueryField, readonly string[]>> = {
  category: CATEGORIES,
  crud: CRUD,
  outcome: OUTCOMES,
  severity: SEVERITIES,
  "actor.type": ACTOR_TYPES,
  has: ["changes", "session", "location", "behalf", "raw"],
};

const TERMS_MAX = 30;

/** Any tree that a text can be read as, of up to about thirty terms. */
export function anyNode(values: SampleValues): fc.Arbitrary<QueryNode> {
  const { node } = fc.letrec<{ node: QueryNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      anyTerm(values),
      fc.array(tie("node"), { minLength: 2, maxLength: 3 }).map((nodes) => andNodes(...nodes)),
      fc.array(tie("node"), { minLength: 2, maxLength: 3 }).map((nodes) => orNodes(...nodes)),
      tie("node").map((node): QueryNode => ({ kind: "not", node })),
    ),
  }));
  return node.filter((one) => fieldsOf(one).length <= TERMS_MAX);
}

function anyTerm(values: SampleValues): fc.Arbitrary<QueryNode> {
  return fc
    .constantFrom(...QUERY_FIELDS)
    .chain((field) => anyMatch(field, values).map((match): QueryNode => ({ kind: "term", field, ...match, at: 0 })));
}

function anyMatch(field: QueryField, values: SampleValues): fc.Arbitrary<QueryMatch> {
  const exact = (list: readonly string[]) =>
    fc.constantFrom(...list).map((value): QueryMatch => ({ match: "exact", value }));
  const exists = fc.constant<QueryMatch>({ match: "exists" });
  const choices = CHOICES[field];
  if (field === "has") return exact(choices!);
  if (field === "severity") return fc.oneof(exact(choices!), anyRange(SEVERITIES.length - 1), exists);
  if (choices) return fc.oneof({ weight: 9, arbitrary: exact(choices) }, { weight: 1, arbitrary: exists });
  if (field === "seq") return fc.oneof(anyRange(values.seqMax), openRange(values.seqMax), exists);
  if (field === "id")
    return fc.oneof({ weight: 9, arbitrary: exact(values.eventIds) }, { weight: 1, arbitrary: exists });
  if (field === "ip") {
    const block = fc.constantFrom(...values.blocks).map((value): QueryMatch => ({ match: "block", value }));
    return fc.oneof(exact(values.addresses), block, exists);
  }
  const texts = IDS.includes(field) ? values.ids : values.texts;
  return fc.oneof(exact(texts), anyPrefix(texts), exists);
}

const anyPrefix = (texts: readonly string[]) =>
  fc.tuple(fc.constantFrom(...texts), fc.nat({ max: 20 })).map(([text, length]): QueryMatch => {
    const characters = [...text];
    return { match: "prefix", value: characters.slice(0, 1 + (length % characters.length)).join("") };
  });

const anyRange = (max: number) =>
  fc
    .tuple(fc.nat({ max }), fc.nat({ max }))
    .map(([a, b]): QueryMatch => ({ match: "range", from: Math.min(a, b), to: Math.max(a, b) }));

const openRange = (max: number) => fc.nat({ max }).map((from): QueryMatch => ({ match: "range", from, to: null }));
