import type { EntityRisk } from "#server/alerts/index.ts";
import type { Riser } from "#server/anomalies/index.ts";
import { visibleLine } from "#wording";
import { entityName } from "../alerts/alert-words.ts";
import { type Subject, subjectKey } from "./anomalies-address.ts";
import { subjectOfEntity } from "./subject-of-entity.ts";
import { KIND_NAMES } from "./subject-words.ts";

export interface Choice {
  value: string;
  label: string;
}

export interface ChoiceGroup {
  group: string;
  items: Choice[];
}

/** The kinds that are looked for, by the field that the events have them in. */
export const FOUND = [
  { field: "actor.id", kind: "actor", many: "actors" },
  { field: "action", kind: "action", many: "actions" },
  { field: "origin", kind: "origin", many: "sources" },
  { field: "country", kind: "country", many: "countries" },
  { field: "category", kind: "category", many: "categories" },
] as const;
const FOUND_MAX = 6;

interface Offered {
  subject: Subject;
  /** How the subject is called. */
  name: string | null;
  risers: readonly Pick<Riser, "kind" | "id" | "name">[];
  risks: readonly Pick<EntityRisk, "entity">[];
  /** What is looked for; empty while nothing is. */
  find: string;
  /** What the server found for it, of each kind of `FOUND`. */
  found: readonly {
    kind: Subject["kind"];
    many: string;
    values: readonly { value: string; label?: string | null }[];
  }[];
}

/**
 * What the chart may be of, each once. While something is looked for: what has the text in its name or id, and what the server found, which may be
 * called otherwise here; else also what is chosen.
 */
export function subjectChoices({ subject, name, risers, risks, find, found }: Offered): ChoiceGroup[] {
  const wanted = find.toLowerCase();
  const fits = ({ label, value }: Choice) => `${label} ${value}`.toLowerCase().includes(wanted);
  const offered: ChoiceGroup[] = [
    {
      group: "Everybody",
      items: [
        choiceOf({ kind: "tenant" }, null),
        choiceOf({ kind: "denied_share" }, null),
        ...(subject.kind === "actor" ? [choiceOf({ ...subject, kind: "denied_share" }, name)] : []),
      ],
    },
    { group: "Rising", items: risers.map((riser) => choiceOf(riser, riser.name)) },
    {
      group: "Standing out",
      items: risks.flatMap(({ entity }) => {
        const of = subjectOfEntity(entity);
        return of ? [choiceOf(of, entityName(entity))] : [];
      }),
    },
  ].map(({ group, items }) => ({ group, items: items.filter(fits) }));
  const more =
    find === ""
      ? [{ group: "Chosen", items: [choiceOf(subject, name)] }]
      : found.map(({ kind, many, values }) => ({
          group: `Found: ${many}`,
          items: values.slice(0, FOUND_MAX).map(({ value, label }) => choiceOf({ kind, id: value }, label ?? null)),
        }));
  const known = new Set<string>();
  return [...offered, ...more]
    .map(({ group, items }) => ({
      group,
      items: items.filter(({ value }) => !known.has(value) && known.add(value)),
    }))
    .filter(({ items }) => items.length > 0);
}

export const choiceOf = (subject: Subject, name: string | null): Choice => ({
  value: subjectKey(subject),
  label: choiceLabel(subject, name),
});

function choiceLabel({ kind, id }: Subject, name: string | null): string {
  const called = visibleLine(name ?? id ?? "");
  if (kind === "tenant") return "The whole tenant";
  if (kind === "denied_share") return id === undefined ? "Denied share" : `Denied share of ${called}`;
  if (kind === "country") return `${called.toUpperCase()} (country)`;
  return kind === "actor" ? called : `${called} (${KIND_NAMES[kind]})`;
}
