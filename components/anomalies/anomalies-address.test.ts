import { describe, expect, it } from "vitest";
import {
  isCutShort,
  rangeOf,
  readAnomaliesAddress,
  readSubject,
  subjectKey,
  writeAnomaliesAddress,
} from "./anomalies-address.ts";

const read = (text: string) => {
  const parameters = new URLSearchParams(text);
  return readAnomaliesAddress((name) => parameters.get(name));
};
const NOW = Date.parse("2026-11-20T09:00:00Z");

describe("the address of the Anomalies page", () => {
  it("is read as it was written", () => {
    for (const text of [
      "",
      "?subject=actor%3Au_1",
      "?subject=denied_share",
      "?subject=denied_share%3Au_1&range=24h&zone=utc",
      "?subject=origin%3Aa%3Ab&from=2026-11-01T00%3A00%3A00.000Z&to=2026-11-02T00%3A00%3A00.000Z",
      "?from=2026-11-01T00%3A00%3A00.000Z&zone=Europe%2FBerlin&detector=burst&hours=u_2",
    ])
      expect(writeAnomaliesAddress(read(text))).toBe(text);
  });

  it("leaves out what means nothing", () => {
    for (const text of ["subject=nobody:x", "subject=actor:", "range=3d", "zone=local", "from=yesterday", "to=2026"])
      expect(read(text)).toEqual({ subject: { kind: "tenant" }, range: "7d", zone: "tenant" });
    expect(read("from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z")).toEqual(read(""));
    expect(subjectKey(readSubject("action:secret.read"))).toBe("action:secret.read");
  });

  it("says that it asks for more than is shown, rather than for something else", () => {
    const whole = read("from=2026-08-01T00:00:00Z&to=2026-11-01T00:00:00Z");
    expect(isCutShort(whole, { from: rangeOf(whole, NOW).from.toISOString() })).toBe(false);
    expect(isCutShort(read("range=1y"), { from: "2026-11-01T00:00:00Z" })).toBe(false);
    for (const text of ["from=2020-11-02T00:00:00Z&to=2026-11-01T00:00:00Z", "from=2020-11-02T00:00:00Z"]) {
      const address = read(text);
      const { from, to } = rangeOf(address, NOW);
      expect(address.from).toBe("2020-11-02T00:00:00.000Z");
      expect(to).toEqual(new Date(address.to ?? NOW));
      expect(to.getTime() - from.getTime()).toBe(400 * 86_400_000);
      expect(isCutShort(address, { from: from.toISOString() })).toBe(true);
    }
  });

  it("lies between two instants, whatever it says", () => {
    const of = (text: string) => rangeOf(read(text), NOW);
    expect(of("range=24h")).toEqual({ from: new Date(NOW - 86_400_000), to: new Date(NOW) });
    expect(of("from=2026-11-19T00:00:00Z").to).toEqual(new Date(NOW));
    for (const text of ["from=2020-01-01T00:00:00Z", "from=2030-01-01T00:00:00Z", "range=1y"]) {
      const { from, to } = of(text);
      expect(to.getTime()).toBeLessThanOrEqual(NOW);
      expect(from.getTime()).toBeLessThan(to.getTime());
      expect(to.getTime() - from.getTime()).toBeLessThanOrEqual(400 * 86_400_000);
    }
  });
});
