import type { Entity } from "#server/findings/index.ts";
import type { Subject } from "./anomalies-address.ts";

/** What of an entity is counted; undefined where nothing is. */
export function subjectOfEntity({ type, id }: Pick<Entity, "type" | "id">): Subject | undefined {
  switch (type) {
    case "actor":
    case "action":
    case "origin":
    case "category":
      return { kind: type, id };
    // A key of an application acts under its own id.
    case "key":
      return { kind: "actor", id };
    case "tenant":
      return { kind: "tenant" };
    default:
      return undefined;
  }
}
