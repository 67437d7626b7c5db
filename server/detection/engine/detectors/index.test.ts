import { describe, expect, it } from "vitest";
import { BERLIN } from "../../../../tests/detection-run.ts";
import { AppError } from "../../../errors.ts";
import { ALERT_SEVERITIES, DETECTORS } from "../../../findings/index.ts";
import { describeDetectors, makeDetector, readSettings } from "./index.ts";

const faultsOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return [error.code, ...(error.fields ?? []).map(({ path }) => path)];
    throw error;
  }
  return undefined;
};

describe("describeDetectors", () => {
  it("describes every detector in plain words, with a severity that can be set", () => {
    const all = describeDetectors();
    expect(all.map(({ name }) => name)).toEqual([...DETECTORS]);
    for (const { label, looksFor, minimumHistory, severity, settings } of all) {
      for (const text of [label, looksFor, minimumHistory]) expect(text.length).toBeGreaterThan(3);
      expect(settings.find(({ name }) => name === "severity")).toMatchObject({
        kind: "choice",
        default: severity,
        options: [...ALERT_SEVERITIES],
      });
      for (const { name, label: words } of settings) {
        expect(name).toMatch(/^[a-z][a-z_]*$/);
        expect(words).not.toBe("");
      }
    }
  });

  it("has defaults that its own rules take", () => {
    for (const { name, settings } of describeDetectors()) {
      const defaults = Object.fromEntries(settings.map((setting) => [setting.name, setting.default]));
      expect(readSettings(name, {})).toEqual(defaults);
      expect(readSettings(name, defaults)).toEqual(defaults);
      expect(makeDetector(name, undefined, BERLIN).name).toBe(name);
    }
  });
});

describe("readSettings", () => {
  it("keeps what was set and fills up the rest", () => {
    expect(readSettings("burst", { floor: 50 })).toEqual({ ...readSettings("burst", {}), floor: 50 });
  });

  it.each([
    ["beyond its range", "burst", { floor: 1 }, ["settings.floor"]],
    ["no whole number", "burst", { floor: 20.5 }, ["settings.floor"]],
    ["of another kind", "silence", { origins: "yes" }, ["settings.origins"]],
    ["no choice", "burst", { severity: "urgent" }, ["settings.severity"]],
    [
      "a line that is none of the list's",
      "new_for_actor",
      { dimensions: ["country", "mood"] },
      ["settings.dimensions.1"],
    ],
    ["no network", "impossible_travel", { known_networks: ["203.0.113.0"] }, ["settings.known_networks.0"]],
    ["unknown", "burst", { loudness: 3, colour: 1 }, ["settings.loudness", "settings.colour"]],
    ["no object", "burst", 7, ["settings"]],
  ] as const)("refuses what is %s", (_, name, settings, paths) => {
    expect(faultsOf(() => readSettings(name, settings))).toEqual(["invalid", ...paths]);
  });
});
