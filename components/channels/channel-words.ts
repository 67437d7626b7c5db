import type { Attempt, Channel, Delivery } from "#server/channels/index.ts";
import { plural } from "../ui/numbers.ts";

export const KIND_NAMES: Record<Channel["kind"], string> = { webhook: "Webhook", email: "E-mail" };

export type ChannelState = "on" | "off" | "paused" | "failing";

/** How a channel stands; `failing` while every attempt of late has failed. */
export const stateOf = ({ isOn, pausedAt, failingSince }: Channel): ChannelState =>
  pausedAt !== null ? "paused" : !isOn ? "off" : failingSince !== null ? "failing" : "on";

/** Where it leads: the address, or who gets the mail. */
export function destinationText({ kind, url, recipients }: Pick<Channel, "kind" | "url" | "recipients">): string {
  if (kind === "webhook") return url ?? "";
  return recipients.length > 2 ? `${recipients[0]} and ${recipients.length - 1} more` : recipients.join(", ");
}

/** "answered 503", "no answer: connection refused" */
export function attemptText({ status, fault }: Pick<Attempt, "status" | "fault">): string {
  if (fault === null) return status === null ? "handed over" : `answered ${status}`;
  return status === null ? fault : `answered ${status}: ${fault}`;
}

export function deliveryText({ state, attempts }: Pick<Delivery, "state" | "attempts">): string {
  if (state === "delivered") return "delivered";
  if (state === "failed") return `failed after ${plural(attempts.length, "attempt")}`;
  return attempts.length === 0 ? "on its way" : `to be tried again, ${attempts.length} failed`;
}

/** "12 ms", "1.2 s" */
export const tookText = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

/** What a channel takes: `high and above`. */
export const severityText = (least: Channel["severityMin"]): string =>
  least === "low" ? "every severity" : least === "critical" ? "critical" : `${least} and above`;
