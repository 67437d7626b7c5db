import { describe, expect, it } from "vitest";
import { ocsf, ocsfEvent } from "./ocsf.ts";
import { actOf, classOf } from "./ocsf-classes.ts";
import { about, hostileRows, row, rowsOf } from "./samples.fixture.ts";

type Json = Record<string, unknown>;

/** What each class requires besides what all events have; of a list, at least one. */
const REQUIRED: Record<number, (string | string[])[]> = {
  3001: ["user"],
  3002: ["user", ["service", "dst_endpoint"]],
  3004: ["entity"],
  3006: ["group", ["privileges", "user"]],
  6001: ["web_resources"],
  6003: ["actor", "api", "src_endpoint"],
  6005: ["actor", "src_endpoint", ["database", "databucket", "table"]],
  6006: ["actor", "file", "src_endpoint"],
};
const COMMON = [
  "activity_id",
  "category_uid",
  "class_uid",
  "metadata",
  "severity_id",
  "status_id",
  "time",
  "type_uid",
  "message",
];

const target = (type: string, name: string = type) => [{ type, id: `${name}-1`, name }];
const CASES: [string, Parameters<typeof row>[1], number, number][] = [
  ["a person signs in", { action: "user.sign_in", category: "authentication" }, 3002, 1],
  ["a login by another name", { action: "console:ConsoleLogin" }, 3002, 1],
  ["a person signs out", { action: "session.logout" }, 3002, 2],
  ["another authentication", { action: "token.checked", category: "authentication" }, 3002, 99],
  ["an account is made", { action: "user.created", targets: target("user") }, 3001, 1],
  ["an account is locked", { action: "user.locked", targets: target("user") }, 3001, 9],
  ["an account is suspended", { action: "user.suspended", targets: target("user") }, 3001, 5],
  ["a member gets another role", { action: "member.role_changed", targets: target("member") }, 3004, 3],
  ["a role is changed", { action: "role.updated", targets: target("role") }, 3004, 3],
  [
    "somebody joins a group",
    { action: "group.member_added", targets: [...target("group"), ...target("user")] },
    3006,
    3,
  ],
  [
    "somebody leaves a group",
    { action: "group.user_removed", targets: [...target("user"), ...target("group")] },
    3006,
    4,
  ],
  ["a group is made", { action: "group.created", targets: target("group") }, 3004, 1],
  ["a report is exported", { action: "report.exported", category: "access", targets: target("report") }, 6001, 7],
  ["a table is queried", { action: "warehouse.query", category: "access", targets: target("table") }, 6005, 4],
  ["a bucket is read", { action: "bucket.read", category: "access", targets: target("bucket") }, 6005, 1],
  [
    "a database is deleted",
    { action: "db.instance.x", crud: "d", category: "change", targets: target("database") },
    6005,
    7,
  ],
  ["a file is downloaded", { action: "document.download", category: "access", targets: target("document") }, 6006, 2],
  ["an invoice is deleted", { action: "invoice.deleted", category: "change", targets: target("invoice") }, 6003, 4],
  ["nothing is known", { action: "frobnicate", category: "other", targets: target("thing") }, 6003, 99],
];

describe("OCSF", () => {
  it.each(CASES)("maps that %s", (_, over, classUid, activityId) => {
    const { event } = row(0, over);
    const act = actOf(event);
    expect(classOf(event, act).uid).toBe(classUid);
    const made = ocsfEvent({ seq: 0, event }, about());
    expect([made.class_uid, made.activity_id, made.type_uid]).toEqual([
      classUid,
      activityId,
      classUid * 100 + activityId,
    ]);
  });

  it("has what every event and its class require", () => {
    const rows = [...CASES.map(([, over], seq) => row(seq, over)), ...rowsOf(40), ...hostileRows()];
    rows.push(row(0, { actor: { type: "anonymous" }, targets: [], source: {} }));
    for (const line of ocsf.rows(rows, about(), 0).split("\n").slice(0, -1)) {
      const event = JSON.parse(line) as Json;
      expect(Object.keys(event)).toEqual(expect.arrayContaining(COMMON));
      for (const one of REQUIRED[Number(event.class_uid)]!)
        expect([one].flat().some((name) => event[name] !== undefined)).toBe(true);
      expect(event.metadata).toMatchObject({
        version: "1.3.0",
        product: { name: "Sealtrail" },
        log_name: about().ledger,
      });
      const { user } = event.actor as { user: Json };
      expect(user.uid ?? user.name).toBeTypeOf("string");
      const endpoint = event.src_endpoint as Json;
      expect(endpoint.ip ?? endpoint.name).toBeTypeOf("string");
    }
  });

  it("loses nothing of the event", () => {
    const [one] = hostileRows();
    const made = ocsf.rows([one!], about(), 0);
    const texts: string[] = [];
    const visit = (value: unknown) => {
      if (typeof value === "object" && value !== null) for (const member of Object.values(value)) visit(member);
      else if (typeof value === "string") texts.push(value);
    };
    visit(JSON.parse(made));
    const at = (iso: string) => made.includes(String(Date.parse(iso)));
    expect([at(one!.event.occurred_at), at(one!.event.received_at)]).toEqual([true, true]);
    const { occurred_at, received_at, severity, ...rest } = one!.event;
    const wanted: string[] = [];
    const collect = (value: unknown) => {
      if (typeof value === "object" && value !== null) for (const member of Object.values(value)) collect(member);
      else if (typeof value === "string") wanted.push(value);
    };
    collect(rest);
    for (const text of wanted) expect(texts).toContain(text);
  });

  it("says how it ended and how grave it was", () => {
    const made = (over: Parameters<typeof row>[1]) => ocsfEvent(row(0, over), about());
    expect(made({ outcome: "denied", severity: "critical" })).toMatchObject({
      status_id: 2,
      status: "Failure",
      status_detail: "denied",
      severity_id: 5,
    });
    expect(made({ outcome: "success", severity: "info" })).toMatchObject({ status_id: 1, severity_id: 1 });
    expect(made({ outcome: "unknown" })).toMatchObject({ status_id: 0 });
  });
});
