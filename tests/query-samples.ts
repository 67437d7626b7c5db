import fc from "fast-check";
import { ACTOR_TYPES, CATEGORIES, CRUD, OUTCOMES, SEVERITIES } from "#server/event-format/index.ts";
import {
  andNodes,
  fieldsOf,
  orNodes,
  parseQuery,
  QUERY_FIELDS,
  type QueryField,
  type QueryMatch,
  type QueryNode,
  wordsOf,
} from "#server/query/index.ts";

/** Values that generated queries ask for, by kind; texts folded, none empty. */
export interface SampleValues {
  texts: string[];
  ids: string[];
  addresses: string[];
  blocks: string[];
  eventIds: string[];
  seqMax: number;
  /** Of metadata and changes, folded. */
  paths: (`metadata.${string}` | `changes.${string}`)[];
  /** As they are written in a query, without how long ago something was. */
  times: string[];
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
  paths: [
    "metadata.a",
    "metadata.a.b",
    "metadata.with space.x",
    'metadata.quo"te',
    "changes.role",
    "changes.(x):y",
    "changes.*",
  ],
  times: ["2026-11-01", "2026-10", "2026-03-29T02:30", "2026-11-01T10:00:00.5+02:00", "2025"],
};

const IDS: QueryField[] = ["actor", "actor.id", "behalf", "target", "target.id", "session", "request", "key"];
const TIMES = ["after", "before", "during"] as const;
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
  const named = QUERY_FIELDS.filter((field) => field !== "words" && !(TIMES as readonly string[]).includes(field));
  const term = fc
    .constantFrom<QueryField>(...named, ...values.paths)
    .chain((field) => anyMatch(field, values).map((match): QueryNode => ({ kind: "term", field, ...match, at: 0 })));
  return fc.oneof({ weight: 8, arbitrary: term }, anyWords(values), anyTime(values));
}

/** One word or two that follow each other, or the beginning of the last. */
function anyWords({ texts, ids }: SampleValues): fc.Arbitrary<QueryNode> {
  const all = [...texts, ...ids].map(wordsOf).filter((words) => words.length > 0);
  return fc.tuple(fc.constantFrom(...all), fc.nat(), fc.boolean()).map(([words, pick, isPrefix]): QueryNode => {
    const from = pick % words.length;
    const some = words.slice(from, from + 1 + (pick % 2));
    const last = some.at(-1)!;
    const cut = [...last].slice(0, Math.max(1, [...last].length - 1)).join("");
    const found = isPrefix && wordsOf(cut)[0] === cut ? [...some.slice(0, -1), cut] : some;
    return { kind: "term", field: "words", match: "words", words: found, isPrefix, at: 0 };
  });
}

const anyTime = ({ times }: SampleValues): fc.Arbitrary<QueryNode> =>
  fc
    .tuple(fc.constantFrom(...TIMES), fc.constantFrom(...times))
    .map(([field, time]): QueryNode => ({ ...parseQuery(`${field}:${time}`).node, at: 0 }) as QueryNode);

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
  const isPath = field.includes(".") && (field.startsWith("metadata.") || field.startsWith("changes."));
  const folded = [...values.texts, ...values.ids].map((text) => text.toLowerCase());
  const texts = IDS.includes(field) ? values.ids : isPath ? folded : values.texts;
  const any = fc.oneof(
    exact(isPath ? [...texts, ...NUMBER_TEXTS] : texts),
    anyPrefix(texts),
    anyContains(texts),
    exists,
  );
  return isPath ? fc.oneof({ weight: 3, arbitrary: any }, anyNumbers) : any;
}

const anyPrefix = (texts: readonly string[]) =>
  fc.tuple(fc.constantFrom(...texts), fc.nat({ max: 20 })).map(([text, length]): QueryMatch => {
    const characters = [...text];
    return { match: "prefix", value: characters.slice(0, 1 + (length % characters.length)).join("") };
  });

const anyContains = (texts: readonly string[]) =>
  fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat()).map(([text, from, length]): QueryMatch => {
    const characters = [...text];
    const start = from % characters.length;
    return { match: "contains", value: characters.slice(start, start + 1 + (length % characters.length)).join("") };
  });

/** Texts that would be read as comparisons if they were not quoted, and such that are numbers. */
const NUMBER_TEXTS = ["1..4", ">5", "<=-1.5", "7", "-1.5", "12", "1e3", ".."];

const anyNumber = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(0.5, -1.5, 12, 1e-7, 1e15, -2.25e-9));

const anyNumbers = fc
  .tuple(anyNumber, anyNumber, fc.nat({ max: 2 }), fc.boolean())
  .map(([a, b, open, isOpen]): QueryMatch => {
    if (open === 0) return { match: "number", from: Math.min(a, b), to: Math.max(a, b), isOpen: false };
    return { match: "number", from: open === 1 ? a : null, to: open === 1 ? null : b, isOpen };
  });

const anyRange = (max: number) =>
  fc
    .tuple(fc.nat({ max }), fc.nat({ max }))
    .map(([a, b]): QueryMatch => ({ match: "range", from: Math.min(a, b), to: Math.max(a, b) }));

const openRange = (max: number) => fc.nat({ max }).map((from): QueryMatch => ({ match: "range", from, to: null }));
