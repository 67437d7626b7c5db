import { describe, expect, it } from "vitest";
import { DetectionRun, type Given } from "../../../../tests/detection-run.ts";
import { tamperingGrade } from "./tampering-actions.ts";

const detectors = ["tampering_or_mass_destruction"] as const;
const AT = "2026-03-02T09:00:00.000Z";
const found = (event: Partial<Given>, settings = {}) => {
  const run = new DetectionRun({ detectors, settings });
  run.add({ at: AT, action: "x", ...event });
  return run.raised;
};

describe("tamperingGrade", () => {
  it.each([
    ["audit_stream.disable", "off"],
    ["audit_device.disable", "off"],
    ["cloudtrail.stoplogging", "off"],
    ["cloudtrail.deletetrail", "off"],
    ["cloudtrail.puteventselectors", "weaker"],
    ["config.deletedeliverychannel", "off"],
    ["guardduty.deletedetector", "off"],
    ["logs.deleteloggroup", "off"],
    ["system.log_stream.lifecycle.deactivate", "off"],
    ["audit_log_streaming.destroy", "off"],
    ["org.disable_two_factor_requirement", "weaker"],
    ["google.logging.v2.configservicev2.deletesink", "off"],
    ["microsoft.insights/diagnosticsettings/delete", "off"],
    ["set-adminauditlogconfig", "weaker"],
    ["sys.audit.disable", "off"],
    ["rule.deleted", "own"],
  ])("of %s is %s", (action, grade) => expect(tamperingGrade(action)).toBe(grade));

  it.each([
    "audit_log.search",
    "audit_log.export",
    "audit_stream.enable",
    "cloudtrail.describetrails",
    "cloudtrail.startlogging",
    "document.delete",
    "login.success",
    "export.deleted",
    "dialog.delete",
  ])("of %s is none", (action) => expect(tamperingGrade(action)).toBeUndefined());
});

describe("tampering", () => {
  it("is told at once, milder when it was only tried", () => {
    const audit = { action: "Audit_Stream.Disable", targets: [{ type: "audit_log", id: "a", name: "the trail" }] };
    expect(found(audit)).toMatchObject([
      { severity: "critical", confidence: 1, title: "anna did Audit_Stream.Disable on the trail" },
    ]);
    expect(found({ ...audit, outcome: "denied" })).toMatchObject([
      { severity: "high", title: "anna tried Audit_Stream.Disable on the trail" },
    ]);
  });

  it("reads from the changes whether a retention was cut", () => {
    const retention = (before: unknown, after: unknown) =>
      found({ action: "audit_retention.update", changes: [{ field: "retention_days", before, after } as never] });
    expect(retention(2555, 30)[0]!.explanation.arithmetic[0]!.note).toBe("retention_days cut from 2555 to 30");
    expect(retention("365 days", "30 days")).toHaveLength(1);
    expect(retention(30, 2555)).toEqual([]);
    expect(retention("long", "short")).toEqual([]);
  });

  it("watches Sealtrail's own watch, and nothing else of the trail", () => {
    const trail = (action: string, more: Partial<Given> = {}) =>
      found({ action, category: "security", origin: { system: "sealtrail" }, ...more }).map(({ severity }) => severity);
    expect(trail("rule.deleted")).toEqual(["medium"]);
    expect(trail("channel.deleted")).toEqual(["medium"]);
    expect(trail("detector.updated", { changes: [{ field: "is_on", before: true, after: false }] })).toEqual([
      "medium",
    ]);
    expect(trail("detector.updated", { changes: [{ field: "is_on", before: false, after: true }] })).toEqual([]);
    for (const action of ["alert.raised", "alert.muted", "rule.created", "export.deleted"])
      expect(trail(action)).toEqual([]);
    expect(found({ action: "rule.deleted" })).toEqual([]);
  });

  it("takes actions of the tenant's own", () => {
    expect(found({ action: "recorder.unplug" })).toEqual([]);
    expect(found({ action: "recorder.unplug" }, { actions: ["Recorder.Unplug"] })).toHaveLength(1);
  });

  it("is one alert an hour for one action of one actor", () => {
    const run = new DetectionRun({ detectors });
    const stop = (minutes: number): Given => ({
      at: Date.parse(AT) + minutes * 60_000,
      action: "cloudtrail.StopLogging",
    });
    run.add(stop(0), stop(10), stop(59), stop(90));
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(["raise", "extend", "extend", "raise"]);
  });
});
