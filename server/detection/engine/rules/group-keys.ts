import { ENTITY_TYPES, type Entity } from "../../../findings/index.ts";
import type { EventFacts, ValueField } from "../../../query/index.ts";
import type { RuleDefinition } from "../../schemas.ts";
import type { Observed, StateRef } from "../detector.ts";
import { actorEntity } from "../detectors/facts.ts";
import { stateKey } from "../states.ts";
import { pointsMax } from "./points.ts";

/** Groups of a rule that are remembered at once; fewer where each takes much. */
export const GROUPS_MAX = 10_000;
export const ABSENCE_GROUPS_MAX = 1_000;
/** Groups lie in rows, which one of them is in following from its name alone. */
const ROWS = 500;
const GROUPS_A_ROW_MAX = GROUPS_MAX / ROWS;
const GROUPS_A_ROW_MIN = 4;
/** Events that the groups of one row remember at most. */
const POINTS_A_ROW = 4_000;
const ID_CHARACTERS_MAX = 1_000;

/** The group that an event belongs to. */
export interface Group {
  key: string;
  values: readonly string[];
}

/** Which group of a rule an event is of, and where the group is remembered. */
export class GroupKeys {
  readonly #fields: readonly string[];
  readonly #start: string;
  readonly #rows: (StateRef | undefined)[];
  /** Of one row. */
  readonly groupsMax: number;

  constructor({ id, version, definition }: { id: string; version: number; definition: RuleDefinition }) {
    this.#fields = definition.groupBy;
    this.#start = `${id}:${version}:`;
    this.#rows = Array.from({ length: definition.groupBy.length === 0 ? 1 : ROWS });
    const fitting = Math.floor(POINTS_A_ROW / pointsMax(definition));
    this.groupsMax = Math.max(GROUPS_A_ROW_MIN, Math.min(GROUPS_A_ROW_MAX, fitting));
  }

  /** Undefined for an event without a value in one of the fields; of several values the first counts. */
  groupOf(facts: EventFacts): Group | undefined {
    const values: string[] = [];
    for (const field of this.#fields) {
      const value = facts.values(field as ValueField)[0];
      if (value === undefined) return undefined;
      values.push(value);
    }
    return { key: stateKey(JSON.stringify(values)), values };
  }

  rowOf(key: string): StateRef {
    const row = this.#rows.length === 1 ? 0 : hashOf(key) % this.#rows.length;
    const ref = this.#rows[row] ?? { kind: "rule", key: `${this.#start}${row}` };
    this.#rows[row] = ref;
    return ref;
  }

  /** What an alert on the group is about. */
  entityOf(observed: Observed, values: readonly string[]): Entity {
    const [field, more] = this.#fields;
    const [value = ""] = values;
    if (field === undefined) return { type: "tenant", id: "tenant" };
    if (more === undefined && field === "actor.id") return actorEntity(observed);
    const isEntity = (ENTITY_TYPES as readonly string[]).includes(field) && field !== "tenant" && field !== "group";
    const type = more === undefined && isEntity ? (field as Entity["type"]) : "group";
    return { type, id: values.join(" · ").slice(0, ID_CHARACTERS_MAX) || value };
  }

  /** `actor.id = u_17`, for the arithmetic. */
  describe(values: readonly string[]): string {
    return this.#fields.map((field, i) => `${field} = ${values[i]}`).join(", ");
  }
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
