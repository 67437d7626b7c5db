import type { TenantContext } from "#server/access/index.ts";
import {
  type AlertLine,
  acknowledgeAlerts,
  assignAlerts,
  commentAlert,
  listAlerts,
  type Resolution,
  resolveAlerts,
} from "#server/alerts/index.ts";

const HOUR_MS = 3_600_000;
/** Somebody looks at alerts once a day, and not at those of the last hours. */
const LOOK_MS = 24 * HOUR_MS;
const FRESH_MS = 5 * HOUR_MS;
/** What came in the last days of the year is still open. */
const OPEN_MS = 10 * 24 * HOUR_MS;
/** Of it what is older than this has been taken up. */
const TAKEN_UP_MS = 3 * 24 * HOUR_MS;

const GRAVE = new Set(["high", "critical"]);
const NOTES: Record<string, string> = {
  new_for_actor: "Asked them: new laptop, nothing else changed.",
  new_for_tenant: "A first time, and expected: it was announced.",
  burst: "A job that was started twice. The team has been told.",
  out_of_hours: "On call that night; the ticket says so.",
  silence: "The source was down for maintenance.",
  key_or_session_misuse: "VPN and office network in turns, same person.",
  denied_spike: "A permission was missing after a move between teams.",
};

/** How the security lead sees to what was found, day by day in the year. */
export class Triage {
  readonly #lead: () => TenantContext;
  readonly #until: number;
  #lookDueMs = 0;

  constructor(lead: () => TenantContext, until: Date) {
    this.#lead = lead;
    this.#until = until.getTime();
  }

  /** Once a day of the year; `nowMs` must not go back. */
  async look(nowMs: number): Promise<void> {
    if (nowMs < this.#lookDueMs) return;
    this.#lookDueMs = nowMs + LOOK_MS;
    const { alerts } = await listAlerts(this.#lead(), { state: "open", limit: 200 });
    const seen = alerts.filter(({ lastAt }) => Date.parse(lastAt) < nowMs - FRESH_MS);
    const isOpen = ({ lastAt }: AlertLine) => Date.parse(lastAt) > this.#until - OPEN_MS;
    for (const alert of seen.filter((one) => !isOpen(one))) await this.#close(alert);
    for (const alert of seen.filter((one) => isOpen(one) && GRAVE.has(one.severity)))
      if (Date.parse(alert.lastAt) < this.#until - TAKEN_UP_MS) await this.#takeUp(alert);
  }

  async #close({ id, severity, source }: AlertLine): Promise<void> {
    const isTrue = GRAVE.has(severity);
    const resolution: Resolution = isTrue ? "true_positive" : "benign";
    const note = isTrue
      ? "Confirmed and contained; access withdrawn, incident written up."
      : (NOTES[source] ?? "Looked into; nothing is wrong.");
    await resolveAlerts(this.#lead(), { ids: [id], resolution, note });
  }

  async #takeUp({ id }: AlertLine): Promise<void> {
    const { caller } = this.#lead();
    await acknowledgeAlerts(this.#lead(), { ids: [id] });
    await assignAlerts(this.#lead(), { ids: [id], assigneeId: caller.id });
    await commentAlert(this.#lead(), {
      id,
      text: "Talking to them and to their manager; logs of the device are on the way.",
    });
  }
}
