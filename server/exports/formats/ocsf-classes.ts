import type { SealedEvent, Target } from "#tlog";

/** A class of OCSF that events are mapped to, and which of its activities an act is. */
export interface OcsfClass {
  uid: number;
  name: string;
  category: { uid: number; name: string };
  activities: Partial<Record<Act, readonly [id: number, name: string]>>;
}

/** What was done, as far as the action or `crud` says it in a word that is known. */
export type Act = keyof typeof ACTS;

const IAM = { uid: 3, name: "Identity & Access Management" };
const APPLICATION = { uid: 6, name: "Application Activity" };

const CREATE = [1, "Create"] as const;
const READ = [2, "Read"] as const;
const UPDATE = [3, "Update"] as const;
const DELETE = [4, "Delete"] as const;
const CRUD = { create: CREATE, add: CREATE, read: READ, list: READ, update: UPDATE, delete: DELETE, remove: DELETE };

export const ACCOUNT_CHANGE: OcsfClass = {
  uid: 3001,
  name: "Account Change",
  category: IAM,
  activities: {
    create: CREATE,
    enable: [2, "Enable"],
    reset: [4, "Password Reset"],
    disable: [5, "Disable"],
    delete: [6, "Delete"],
    lock: [9, "Lock"],
    unlock: [12, "Unlock"],
  },
};
export const AUTHENTICATION: OcsfClass = {
  uid: 3002,
  name: "Authentication",
  category: IAM,
  activities: { logon: [1, "Logon"], logoff: [2, "Logoff"] },
};
export const ENTITY_MANAGEMENT: OcsfClass = {
  uid: 3004,
  name: "Entity Management",
  category: IAM,
  activities: { ...CRUD, enable: [8, "Enable"], disable: [9, "Disable"] },
};
export const GROUP_MANAGEMENT: OcsfClass = {
  uid: 3006,
  name: "Group Management",
  category: IAM,
  activities: { add: [3, "Add User"], remove: [4, "Remove User"] },
};
export const WEB_RESOURCES: OcsfClass = {
  uid: 6001,
  name: "Web Resources Activity",
  category: APPLICATION,
  activities: {
    ...CRUD,
    search: [5, "Search"],
    import: [6, "Import"],
    export: [7, "Export"],
    share: [8, "Share"],
  },
};
export const API_ACTIVITY: OcsfClass = { uid: 6003, name: "API Activity", category: APPLICATION, activities: CRUD };
export const DATASTORE: OcsfClass = {
  uid: 6005,
  name: "Datastore Activity",
  category: APPLICATION,
  activities: {
    read: [1, "Read"],
    update: [2, "Update"],
    search: [4, "Query"],
    create: [6, "Create"],
    delete: [7, "Delete"],
    list: [8, "List"],
  },
};
export const FILE_HOSTING: OcsfClass = {
  uid: 6006,
  name: "File Hosting Activity",
  category: APPLICATION,
  activities: {
    create: [1, "Upload"],
    import: [1, "Upload"],
    export: [2, "Download"],
    update: [3, "Update"],
    delete: [4, "Delete"],
    share: [12, "Share"],
    read: [14, "Open"],
  },
};

const ACTS = {
  create: "create created register registered issue issued",
  add: "add added",
  read: "read view viewed get show shown open opened access accessed reveal revealed",
  list: "list listed",
  update: "update updated change changed edit edited modify modified set rename renamed rotate rotated configure",
  delete: "delete deleted destroy destroyed drop dropped purge purged erase erased",
  remove: "remove removed revoke revoked",
  enable: "enable enabled activate activated resume resumed unsuspend unsuspended",
  disable: "disable disabled deactivate deactivated suspend suspended",
  lock: "lock locked",
  unlock: "unlock unlocked",
  reset: "reset",
  search: "search searched query queried",
  import: "import imported upload uploaded",
  export: "export exported download downloaded",
  share: "share shared",
  logon: "login logon authenticate authenticated",
  logoff: "logout logoff",
} as const;
const ACT_OF = new Map(
  Object.entries(ACTS).flatMap(([act, list]) => list.split(" ").map((word) => [word, act as Act])),
);
const ACT_OF_CRUD = new Map<string, Act>([
  ["c", "create"],
  ["r", "read"],
  ["u", "update"],
  ["d", "delete"],
]);

const kinds = (text: string) => new Set(text.split(" "));
export const ACCOUNTS = kinds("user account person member");
const GROUPS = kinds("group team");
const ENTITIES = kinds("role policy permission key token secret device tenant organization organisation credential");
export const BUCKETS = kinds("bucket");
export const TABLES = kinds("table record row");
const STORES = kinds("database datastore db table record row bucket");
const FILES = kinds("file document attachment folder");
const PAGES = kinds("page site dashboard report view url");

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** What was done; undefined if neither the action nor `crud` says it. */
export function actOf({ action, crud }: Pick<SealedEvent, "action" | "crud">): Act | undefined {
  const words = wordsOf(action);
  const entry = words.find((word, i) => (word === "in" || word === "out") && /^(sign|log)/.test(words[i - 1] ?? ""));
  if (entry) return entry === "in" ? "logon" : "logoff";
  const told = words.toReversed().find((word) => ACT_OF.has(word));
  return ACT_OF.get(told ?? "") ?? ACT_OF_CRUD.get(crud ?? "");
}

/** The first target whose type is one of these. */
export const targetOf = (targets: readonly Target[] | undefined, types: ReadonlySet<string>): Target | undefined =>
  targets?.find(({ type }) => wordsOf(type).some((word) => types.has(word)));

/** The class of an event: by its act, then by what was acted on, then by its category; API Activity for all that is left. */
export function classOf(event: SealedEvent, act: Act | undefined): OcsfClass {
  const { targets, category, action } = event;
  if (act === "logon" || act === "logoff") return AUTHENTICATION;
  const object = wordsOf(action)[0] ?? "";
  const isOn = (types: ReadonlySet<string>) =>
    targets && targets.length > 0 ? targetOf(targets.slice(0, 1), types) !== undefined : types.has(object);
  if (isOn(GROUPS) || (GROUPS.has(object) && targetOf(targets, GROUPS)))
    return (act === "add" || act === "remove") && targetOf(targets, ACCOUNTS) ? GROUP_MANAGEMENT : ENTITY_MANAGEMENT;
  if (isOn(ACCOUNTS) && act && act in ACCOUNT_CHANGE.activities) return ACCOUNT_CHANGE;
  if (category === "authentication") return AUTHENTICATION;
  if (category === "administration" || isOn(ACCOUNTS) || isOn(ENTITIES)) return ENTITY_MANAGEMENT;
  if (targetOf(targets?.slice(0, 1), STORES)) return DATASTORE;
  if (targetOf(targets?.slice(0, 1), FILES)) return FILE_HOSTING;
  if (targetOf(targets?.slice(0, 1), PAGES)) return WEB_RESOURCES;
  return API_ACTIVITY;
}

/** The target that a group event is about. */
export const groupOf = (targets: readonly Target[] | undefined): Target | undefined => targetOf(targets, GROUPS);
