import { describe, expect, it } from "vitest";
import { categoryOf } from "./event-rules.ts";

describe("the category of an action", () => {
  it.each([
    ["user.login", "authentication"],
    ["user.signed_in", "authentication"],
    ["UserLoggedIn", "authentication"],
    ["signin.amazonaws.com.ConsoleLogin", "authentication"],
    ["account.password.changed", "authentication"],
    ["session.revoked", "authentication"],
    ["access.denied", "authorization"],
    ["role.assumed", "authorization"],
    ["secret.read", "access"],
    ["document.viewed", "access"],
    ["report.exported", "access"],
    ["role.listed", "access"],
    ["iam.GetRolePolicy", "access"],
    ["iam:CreateUser", "administration"],
    ["member.invited", "administration"],
    ["role.granted", "administration"],
    ["api-key.rotated", "administration"],
    ["firewall.rule.changed", "security"],
    ["file.quarantined", "security"],
    ["secret.created", "change"],
    ["invoice.modified", "change"],
    ["table.dropped", "change"],
    ["document.read_and_updated", "change"],
    ["db.written", "change"],
    ["backup.finished", "system"],
    ["app.deployed", "system"],
    ["host.rebooted", "system"],
    ["contract.checked", "other"],
    ["x", "other"],
    ["...", "other"],
  ])("%s is %s", (action, category) => {
    expect(categoryOf(action)).toBe(category);
    expect(categoryOf(action)).toBe(category);
  });
});
