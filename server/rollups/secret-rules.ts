import { createHash } from "node:crypto";
import type { SealedEvent } from "#tlog";
import { formatTerm, matchesQuery, parseQuery, type QueryNode } from "../query/index.ts";

/** Types of targets that are secrets, folded. */
export const SECRET_TYPES = [
  ...["secret", "secret_version", "api_key", "apikey", "access_key", "key", "ssh_key", "signing_key", "encryption_key"],
  ...["kms_key", "private_key", "service_account_key", "token", "api_token", "access_token", "personal_access_token"],
  ...["credential", "credentials", "password", "certificate"],
] as const;
/** Actions that are about secrets whatever type their targets have, as patterns of the query language. */
export const SECRET_ACTIONS = [
  "secret.*",
  "secrets.*",
  "secretsmanager*",
  "*getsecretvalue*",
  "*accesssecretversion*",
] as const;
/** What is never a secret by the action alone. */
const NEVER_BY_ACTION: ReadonlySet<string> = new Set([
  ...["user", "person", "service", "agent", "role", "group", "team", "member", "account", "policy", "organization"],
  ...["project", "vault", "tenant", "application", "environment"],
]);

const READ =
  "outcome:success (crud:r OR (-crud:* action:(*read* OR *get* OR *reveal* OR *decrypt*))) -action:(*list* OR *describe* OR *verify*)";
const ROTATION =
  "outcome:success action:(*rotat* OR *regenerat* OR *reissu* OR *renew* OR *putsecretvalue* OR *addsecretversion* OR secret.update OR secret.updated OR secret.write) -action:(*rotation_policy* OR *rotation_schedule* OR *cancelrotat*)";
const CREATION = "outcome:success (crud:c OR (-crud:* action:*creat*))";
const DELETION = "outcome:success (crud:d OR (-crud:* action:(*delet* OR *destroy* OR *revok*)))";

export interface SecretAdditions {
  /** Folded types of targets. */
  types: readonly string[];
  /** Beginnings of actions, folded. */
  actions: readonly string[];
}

/** A target that an event tells of. */
export interface NamedSecret {
  id: string;
  type: string;
  targetId: string;
  /** The event names id and type in one target. */
  isNamed: boolean;
  name: string | undefined;
}

const PAIRS_MAX = 64;
const KEY_BYTES_MAX = 1_500;

/** The id of a secret within its tenant: follows from its type, folded, and the target's id. */
export function secretIdOf(type: string, targetId: string): string {
  const hex = createHash("sha256").update(`${type}\n${targetId}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

export type SecretUse = "read" | "rotation" | "creation" | "deletion";

/**
 * What tells of a secret: a target of a secret's type; or, where an event has no such target, an action of a secret family. An event counts for a
 * secret when it names its id and its type among its targets, which is what a query can ask for.
 */
export class SecretRule {
  /** The same rule has the same key. */
  readonly key: string;
  readonly #types: ReadonlySet<string>;
  readonly #actions: readonly string[];
  readonly #uses: Record<SecretUse, QueryNode>;

  constructor({ types, actions }: SecretAdditions) {
    this.#types = new Set([...SECRET_TYPES, ...types]);
    this.#actions = [...SECRET_ACTIONS, ...actions.map((start) => `${start}*`)];
    this.key = JSON.stringify({ version: 2, types: [...types].sort(), actions: [...actions].sort() });
    const node = (q: string) => parseQuery(q).node;
    this.#uses = { read: node(READ), rotation: node(ROTATION), creation: node(CREATION), deletion: node(DELETION) };
  }

  /** The secrets that an event counts for; Sealtrail's own keys are not among them, they have a page of their own. */
  secretsOf(event: SealedEvent): NamedSecret[] {
    if (!event.targets || event.origin?.system.toLowerCase() === "sealtrail") return [];
    const targets = event.targets.map(({ type, id, name }) => ({ type: type.toLowerCase(), id, name }));
    const all = [...new Set(targets.map(({ type }) => type))];
    const typed = all.filter((type) => this.#types.has(type));
    const types =
      typed.length > 0
        ? typed
        : this.#isAboutSecrets(event.action)
          ? all.filter((type) => !NEVER_BY_ACTION.has(type))
          : [];
    if (types.length === 0) return [];
    const ids = [...new Set(targets.flatMap(({ id }) => (id === undefined ? [] : [id])))];
    const found = types.flatMap((type) =>
      ids.map((targetId): NamedSecret => {
        const own = targets.find((target) => target.id === targetId && target.type === type);
        return { id: secretIdOf(type, targetId), type, targetId, isNamed: own !== undefined, name: own?.name };
      }),
    );
    return found
      .filter(({ type, targetId }) => Buffer.byteLength(type) + Buffer.byteLength(targetId) <= KEY_BYTES_MAX)
      .sort((a, b) => Number(b.isNamed) - Number(a.isNamed))
      .slice(0, PAIRS_MAX);
  }

  is(use: SecretUse, seq: number, event: SealedEvent): boolean {
    return matchesQuery(this.#uses[use], { seq, event });
  }

  /** The query that finds what counts for a secret; with a use, only that. */
  queryFor(secret: { type: string; targetId: string }, use?: "read" | "rotation"): string {
    const own = [formatTerm("target.id", secret.targetId), formatTerm("target.type", secret.type)];
    if (!this.#types.has(secret.type))
      own.push(`action:(${this.#actions.join(" OR ")})`, `-target.type:(${[...this.#types].join(" OR ")})`);
    if (use) own.push(use === "read" ? READ : ROTATION);
    return [...own, "-origin:sealtrail"].join(" ");
  }

  #isAboutSecrets(action: string): boolean {
    const folded = action.toLowerCase();
    return this.#actions.some((pattern) => {
      const text = pattern.replaceAll("*", "");
      return pattern.startsWith("*") ? folded.includes(text) : folded.startsWith(text);
    });
  }
}
