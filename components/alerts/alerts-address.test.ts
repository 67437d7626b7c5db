import { describe, expect, test } from "vitest";
import { alertListInput } from "../../server/alerts/schemas.ts";
import { alertsHref, alertsInput, isFiltered, readAlertsAddress, writeAlertsAddress } from "./alerts-address.ts";

const read = (text: string) => {
  const parameters = new URLSearchParams(text);
  return readAlertsAddress((name) => parameters.get(name));
};

describe("the address of the inbox", () => {
  test("is read and written as it was, with an entity of any characters", () => {
    const text =
      "?tab=muted&severity=high&source=burst&rule=01a2&entity=group%3Aa%3Ab+%C2%B7+%2Fc&assignee=none&q=mika&sort=score";
    expect(writeAlertsAddress(read(text))).toBe(text);
    expect(read(text).entity).toEqual({ type: "group", id: "a:b · /c" });
    expect(isFiltered(read(text))).toBe(true);
  });

  test("without what means nothing", () => {
    const address = read("tab=shut&severity=dire&source=constructor&entity=house:1&sort=up");
    expect(address).toEqual({ tab: "open", q: "", sort: "newest" });
    expect(writeAlertsAddress(address)).toBe("");
    expect(isFiltered(address)).toBe(false);
  });

  test("of an entity's alerts", () => {
    expect(alertsHref("acme", { entity: { type: "actor", id: "u_1" } })).toBe("/t/acme/alerts?entity=actor%3Au_1");
  });
});

describe("what the list is asked for", () => {
  test("open alerts that wake people, unless something else is said", () => {
    expect(alertsInput(read(""), "p1")).toEqual({ state: "open", isMuted: false, sort: "newest" });
    expect(alertsInput(read("tab=muted"), "p1")).toEqual({ state: "any", isMuted: true, sort: "newest" });
    expect(alertsInput(read("tab=resolved"), "p1")).toEqual({ state: "resolved", sort: "newest" });
  });

  test("me is who looks, and nobody is nobody", () => {
    expect(alertsInput(read("assignee=me"), "p1").assigneeId).toBe("p1");
    expect(alertsInput(read("assignee=none"), "p1").assigneeId).toBeNull();
    expect(alertsInput(read("assignee=p2"), "p1").assigneeId).toBe("p2");
  });

  test("is what the verb takes, whatever the address says", () => {
    for (const text of ["", "tab=muted&severity=low&source=rule&rule=x&entity=ip:1&assignee=none&q=a&sort=score"])
      expect(alertListInput.safeParse(alertsInput(read(text), "p1")).error).toBeUndefined();
  });
});
