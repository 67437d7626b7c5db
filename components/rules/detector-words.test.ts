import { expect, it } from "vitest";
import { changedTexts, type DetectorSetting, valueText } from "./detector-words.ts";

const setting = (over: Partial<DetectorSetting>): DetectorSetting => ({
  name: "speed",
  label: "Speed",
  help: null,
  kind: "number",
  unit: "km/h",
  default: 900,
  min: null,
  max: null,
  options: null,
  value: 900,
  isChanged: false,
  ...over,
});

it("says values with their unit, and lists in short", () => {
  expect(valueText(setting({}), 1_000)).toBe("1,000 km/h");
  expect(valueText(setting({ unit: null }), true)).toBe("on");
  expect(valueText(setting({}), [])).toBe("none");
  expect(valueText(setting({}), ["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more");
});

it("names what differs from the defaults, and who is left alone", () => {
  const settings = [setting({}), setting({ label: "Days", unit: "days", value: 3, isChanged: true })];
  expect(
    changedTexts({ settings, exclusions: { actors: ["u_1"], networks: ["10.0.0.0/8", "203.0.113.9/32"] } }),
  ).toEqual(["Days: 3 days", "leaves 1 actor alone", "leaves 2 networks alone"]);
  expect(changedTexts({ settings: [settings[0]!], exclusions: { actors: [], networks: [] } })).toEqual([]);
});
