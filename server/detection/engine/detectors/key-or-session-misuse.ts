import { define, severitySetting } from "./definition.ts";
import { MINUTE_MS } from "./facts.ts";
import { keyRefOf, watchKey } from "./key-misuse.ts";
import { sessionRefOf, watchSession } from "./session-misuse.ts";

const shapes = {
  severity: severitySetting("high"),
  window_minutes: {
    kind: "number",
    label: "Two networks or programs within",
    unit: "minutes",
    default: 60,
    min: 5,
    max: 720,
  },
  dormant_days: { kind: "number", label: "A key sleeps after", unit: "days", default: 90, min: 7, max: 365 },
  min_days: { kind: "number", label: "Keys: days of history", unit: "days", default: 14, min: 1, max: 180 },
  min_events: { kind: "number", label: "Keys: events of history", unit: "events", default: 50, min: 5, max: 1_000 },
  spike_floor: { kind: "number", label: "Requests of a key in an hour, at least", default: 100, min: 10, max: 100_000 },
  spike_z: { kind: "number", label: "Standard deviations above usual", default: 6, min: 2, max: 50, isWhole: false },
  refusals: {
    kind: "number",
    label: "Requests beyond a key's scope within an hour",
    help: "Of Sealtrail's own keys: what they were refused.",
    default: 3,
    min: 1,
    max: 50,
  },
} as const;
export type MisuseSettings = { [Name in Exclude<keyof typeof shapes, "severity">]: number } & { severity: string };

export const keyOrSessionMisuse = define({
  name: "key_or_session_misuse",
  label: "Key or session misuse",
  looksFor:
    "One session on two networks and programs at once; a key that wakes after months, is used for something or from somewhere it never was, or far more than ever; Sealtrail's own keys that try more than they may, or whose old secret lives on.",
  severity: "high",
  minimumHistory: "none for sessions and refusals; 14 days and 50 events of a key for the rest",
  settings: shapes,
  make(settings) {
    const windowMs = settings.window_minutes * MINUTE_MS;
    return {
      name: "key_or_session_misuse",
      refs(observed) {
        return [sessionRefOf(observed), keyRefOf(observed)].filter((ref) => ref !== undefined);
      },
      observe(observed, states, situation) {
        const session = sessionRefOf(observed);
        if (session) watchSession({ observed, states, situation, windowMs, severity: settings.severity }, session);
        const key = keyRefOf(observed);
        if (key) watchKey({ observed, states, situation, settings }, key);
      },
    };
  },
});
