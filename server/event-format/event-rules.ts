import type { Category } from "./event-input.ts";

const AUTHENTICATION_WORDS =
  "login logins logon logout logoff signin signout signup signon authentication authenticated sso mfa otp totp passkey webauthn password credential credentials session sessions";
const AUTHENTICATION_VERBS = "authenticate";
const AUTHENTICATION_PAIRS = "log in|log out|log on|log off|sign in|sign out|sign up|sign on";
const AUTHORIZATION_WORDS = "authorization consent sudo";
const AUTHORIZATION_VERBS = "authorize deny forbid elevate impersonate assume";
const SECURITY_WORDS =
  "alert alerts threat threats malware virus firewall incident incidents vulnerability vulnerabilities detection intrusion phishing waf security audit hold holds erasure";
const SECURITY_VERBS = "quarantine block unblock scan attack breach";
const ADMINISTRATION_WORDS =
  "user users member members membership role roles permission permissions policy policies group groups team teams invite invites invitation invitations key keys apikey apikeys token tokens tenant tenants organization organizations org account accounts workspace subscription billing plan settings setting domain domains admin admins scim";
const ADMINISTRATION_VERBS = "grant revoke invite provision deprovision assign unassign suspend unsuspend rotate";
const READ_VERBS =
  "read view list get fetch download export search query show access open print preview describe find lookup reveal inspect head copy";
const CHANGE_VERBS =
  "create add insert update edit modify change set put patch write delete remove purge destroy drop upload import publish unpublish rename move merge restore archive unarchive enable disable activate deactivate approve reject submit cancel close reopen attach detach link unlink share unshare save replace reset upsert clone transfer sign lock unlock comment";
const SYSTEM_WORDS =
  "system job jobs cron backup backups health heartbeat migration maintenance server cluster node worker queue service deployment deployments build builds pipeline webhook";
const SYSTEM_VERBS = "start stop restart boot reboot shutdown deploy schedule migrate scale upgrade install uninstall";

const IRREGULAR_FORMS: Record<string, string> = {
  deny: "denied",
  find: "found",
  get: "got gotten",
  read: "reads",
  set: "sets",
  put: "puts",
  reset: "resets",
  show: "shown",
  write: "wrote written",
  shutdown: "shutdown",
};

const authentication = wordSet(AUTHENTICATION_WORDS, AUTHENTICATION_VERBS);
const authenticationPairs = new Set(
  AUTHENTICATION_PAIRS.split("|").flatMap((pair) => {
    const [verb = "", particle] = pair.split(" ");
    return verbForms(verb).map((form) => `${form} ${particle}`);
  }),
);
const authorization = wordSet(AUTHORIZATION_WORDS, AUTHORIZATION_VERBS);
const security = wordSet(SECURITY_WORDS, SECURITY_VERBS);
const administrationObjects = wordSet(ADMINISTRATION_WORDS, "");
const administrationVerbs = wordSet("", ADMINISTRATION_VERBS);
const reads = wordSet("", READ_VERBS);
const changes = wordSet("", CHANGE_VERBS);
const system = wordSet(SYSTEM_WORDS, SYSTEM_VERBS);

const CACHED_ACTIONS_MAX = 10_000;
const categories = new Map<string, Category>();

/** The category of an action whose sender named none: by its words, the more telling ones first. */
export function categoryOf(action: string): Category {
  const known = categories.get(action);
  if (known) return known;
  const category = categoryOfWords(wordsOf(action));
  if (categories.size >= CACHED_ACTIONS_MAX) categories.clear();
  categories.set(action, category);
  return category;
}

function categoryOfWords(words: string[]): Category {
  const has = (set: Set<string>) => words.some((word) => set.has(word));
  const isRead = has(reads) && !has(changes);
  if (has(authentication) || words.some((word, at) => authenticationPairs.has(`${word} ${words[at + 1]}`))) {
    return "authentication";
  }
  if (has(authorization)) return "authorization";
  if (isRead) return "access";
  if (has(security)) return "security";
  if (has(administrationObjects) || has(administrationVerbs)) return "administration";
  if (has(changes)) return "change";
  return has(system) ? "system" : "other";
}

/** `aws.iam:CreateUser` gives `aws iam create user`. */
function wordsOf(action: string): string[] {
  return action
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

function wordSet(words: string, verbs: string): Set<string> {
  const listed = (text: string) => text.split(" ").filter((word) => word !== "");
  return new Set([...listed(words), ...listed(verbs).flatMap(verbForms)]);
}

function verbForms(verb: string): string[] {
  const stem = verb.endsWith("e") ? verb.slice(0, -1) : verb;
  const doubled = /[^aeiou][aeiou][bdgmnprt]$/.test(verb) ? verb + verb.slice(-1) : stem;
  const past = verb.endsWith("y") && !/[aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${doubled}ed`;
  const third = /(?:s|x|z|ch|sh)$/.test(verb) ? `${verb}es` : verb.replace(/([^aeiou])y$/, "$1ie").concat("s");
  const irregular = IRREGULAR_FORMS[verb]?.split(" ") ?? [];
  return [verb, past, `${stem}ed`, `${doubled}ing`, `${stem}ing`, third, ...irregular];
}
