import type { EventInput, Metadata, Outcome, SourceInput } from "#server/event-format/index.ts";
import type { Act, Caller, DemoEvent, Scene } from "./activity.ts";
import { SECOND } from "./calendar.ts";
import type { Random } from "./random.ts";

interface Reason {
  code: string;
  message: string;
}

const FAILURES: Record<string, readonly Reason[]> = {
  access: [
    { code: "timeout", message: "The store did not answer within 5 s." },
    { code: "not_found", message: "The object was removed in the meantime." },
    { code: "unavailable", message: "No healthy replica could serve the read." },
  ],
  change: [
    { code: "conflict", message: "The object was changed by somebody else since it was read." },
    { code: "invalid", message: "The new value does not fit the schema." },
    { code: "timeout", message: "The change was not confirmed within 30 s." },
  ],
  administration: [
    { code: "invalid", message: "The directory refused the update." },
    { code: "conflict", message: "Another administrator holds the lock." },
  ],
  system: [
    { code: "exit_1", message: "The job ended with status 1; it will run again." },
    { code: "unavailable", message: "The upstream closed the connection." },
    { code: "out_of_memory", message: "The worker was stopped at its memory limit." },
  ],
};

const REFUSALS: readonly Reason[] = [
  { code: "role_lacks_permission", message: "None of the caller's roles holds this permission." },
  { code: "outside_scope", message: "The object lies outside the caller's scope." },
  { code: "approval_missing", message: "This needs the approval of a second person." },
  { code: "step_up_required", message: "The last strong authentication is older than 12 hours." },
];

export interface Weather {
  /** Extra share of failures at that time for that actor, such as during an outage. */
  failureShare(caller: Caller, at: number): number;
}

function outcomeOf(act: Act, caller: Caller, random: Random, extraFailures: number): Outcome {
  if (act.forced ?? act.outcome) return act.forced ?? act.outcome!;
  const isPerson = caller.actor.type === "user" || caller.actor.type === "agent";
  const draw = random.float();
  const denied = act.deniedShare ?? (isPerson ? 0.0095 : 0.0012);
  if (draw < denied) return "denied";
  return draw < denied + (act.failedShare ?? 0.014) + extraFailures ? "failure" : "success";
}

function withReason(act: Act, outcome: Outcome, random: Random): Metadata | undefined {
  if ((act.outcome && !act.forced) || outcome === "success") return act.metadata;
  const reasons = outcome === "denied" ? REFUSALS : (FAILURES[act.category] ?? FAILURES.change!);
  return { ...act.metadata, error: { ...random.pick(reasons) } };
}

function sourceOf(act: Act, caller: Caller): SourceInput {
  const source: SourceInput = { ...caller.source, via: act.via ?? caller.source.via ?? "api" };
  if (act.endpoint) source.endpoint = act.endpoint;
  if (act.environment) source.environment = act.environment;
  return source;
}

function delayMs(act: Act, random: Random): number {
  if (act.imported) return Math.round(20 * SECOND + random.exponential(45 * SECOND));
  return Math.min(6 * SECOND, 18 + Math.round(random.exponential(act.via === "job" ? 700 : 190)));
}

/**
 * The event a sender would post for this act, and when it arrives. Members are assigned one by one: spreading
 * conditional objects made this the slowest part of a year.
 */
export function realise(scene: Scene, act: Act, weather: Weather): DemoEvent {
  const { at, caller, random } = scene;
  const outcome = outcomeOf(act, caller, random, weather.failureShare(caller, at));
  if (outcome === "success") act.onSuccess?.();
  const event: EventInput = { occurred_at: new Date(at).toISOString(), action: act.action, actor: caller.actor };
  event.category = act.category;
  if (act.crud) event.crud = act.crud;
  event.outcome = outcome;
  if (act.severity) event.severity = act.severity;
  else if (outcome === "denied") event.severity = "low";
  if (caller.authMethod) event.auth_method = caller.authMethod;
  if (act.targets) event.targets = act.targets;
  event.source = sourceOf(act, caller);
  if (caller.sessionId) event.session_id = caller.sessionId;
  event.request_id = `req_${random.token(16)}`;
  addContent(event, act, withReason(act, outcome, random));
  if (act.origin) event.origin = originOf(act.origin, act.imported === true, random);
  if (act.imported && event.origin?.event_id) event.external_id = event.origin.event_id;
  return { receivedAt: new Date(at + delayMs(act, random)), event };
}

function addContent(event: EventInput, act: Act, metadata: Metadata | undefined): void {
  if (act.description) event.description = act.description;
  if (act.changes) event.changes = act.changes;
  if (metadata) event.metadata = metadata;
  if (act.appVersion) event.app_version = act.appVersion;
  if (act.raw) event.raw = act.raw;
}

function originOf(system: string, isImported: boolean, random: Random) {
  return isImported || random.chance(0.5) ? { system, event_id: random.hex(24) } : { system };
}
