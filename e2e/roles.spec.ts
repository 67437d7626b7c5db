import AxeBuilder from "@axe-core/playwright";
import type { Browser } from "@playwright/test";
import { demo, key, newEvent, send, signedIn, signIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { allowSecretOnce, expect, type Page, test } from "./test.ts";

const mark = () => Math.random().toString(36).slice(2, 10);

/** Somebody new with the role, in a browser of their own. */
async function join(browser: Browser, role: string): Promise<Page> {
  const response = await fetch(`${demo.url}/api/v1/invitations`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key("acme", "management")}`, "Content-Type": "application/json" },
    body: JSON.stringify({ email: `${mark()}@acme-robotics.example`, role }),
  });
  expect(response.status).toBe(201);
  const { link } = await response.json();
  allowSecretOnce(link.split("#")[1]);
  const context = await browser.newContext({ baseURL: demo.url });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Your name").fill("Iris Novak");
  await page.getByRole("textbox", { name: "Password" }).fill(`tall green ${mark()} lamps`);
  await page.getByRole("button", { name: "Create account and join" }).click();
  await expect(page.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();
  return page;
}

test.describe("roles", () => {
  test.beforeEach(async ({ page }) => {
    // Anew, so that no dialog asks for a proof.
    await signIn(page, user("acme", "owner"));
  });

  test("make a scoped role and see its effect as that person, live", async ({ page, browser }) => {
    const tag = mark();
    const name = `Support ${tag}`;
    const email = `${tag}@secret.example`;
    const event = (over: object, environment: string) =>
      newEvent({
        action: `${tag}.read`,
        category: "access",
        actor: { type: "user", id: `u_${tag}`, name: "Noor Haddad", email },
        source: { ip: "203.0.113.9", via: "ui", environment },
        ...over,
      });
    const [inside, outside, entry] = await send([
      event({}, "prod"),
      event({}, "staging"),
      event({ category: "authentication" }, "prod"),
    ]);

    await page.goto("/t/acme/roles");
    await page.getByRole("button", { name: "New role" }).click();
    await page.getByRole("menuitem", { name: /^viewer/ }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    await page.getByRole("textbox", { name: "Query" }).fill("env:prod -category:authentication");
    await page.getByRole("combobox", { name: "Masked fields" }).click();
    await page.getByRole("option", { name: "Actor's e-mail address" }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByText("only prod; without authentication; actor's e-mail address masked")).toBeVisible();
    const effect = page.getByRole("complementary", { name: "Effect" });
    await expect(effect.getByText(/of .*events of the last 30 days/)).toBeVisible();
    await expect(effect.getByRole("listitem").first()).toBeVisible();
    await page.getByRole("button", { name: "Make role" }).click();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();

    const person = await join(browser, name);
    await person.goto(`/t/acme/events?q=action%3A${tag}.read&range=all`);
    const rows = person.getByRole("region", { name: "List of events" }).getByRole("row");
    await expect(rows.nth(1)).toContainText("Noor Haddad");
    await expect(rows).toHaveCount(2);
    const api = (path: string) => person.request.get(`/api/v1/${path}${path.includes("?") ? "&" : "?"}tenant=acme`);
    const list = await api(`events?q=action:${tag}.read`);
    expect((await list.json()).records.map((record: { seq: number }) => record.seq)).toEqual([inside!.seq]);
    for (const { id } of [outside!, entry!]) {
      expect((await api(`events/${id}`)).status()).toBe(404);
      expect((await api(`events/${id}/proof`)).status()).toBe(404);
      await person.goto(`/t/acme/events/${id}`);
      await expect(person.getByText(/not found|no such event|nothing at this address/i).first()).toBeVisible();
    }
    const single = await api(`events/${inside!.id}`);
    expect((await single.json()).masked).toContain("actor.email");
    for (const answer of [list, single]) expect(await answer.text()).not.toContain(email);
    await person.goto(`/t/acme/events?q=action%3A${tag}.read&range=all&event=${inside!.id}`);
    await expect(person.getByRole("complementary", { name: "Event" })).toContainText("Noor Haddad");
    expect(await person.content()).not.toContain(email);
    const refused = await api(`events?q=has:changes`);
    expect(refused.status()).toBe(422);
    expect((await refused.json()).error.fields[0].message).toContain("masked for you");

    // What is reckoned from all events is told to nobody who may see a part.
    for (const path of ["overview", "anomalies", "secrets"]) {
      await person.goto(`/t/acme/${path}`);
      await expect(person.getByRole("heading", { name: "Your role shows a part of the events" })).toBeVisible();
      await expectSound(person);
    }
    for (const path of ["overview", "anomalies/risers?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z", "secrets"]) {
      const whole = await api(path);
      expect(whole.status(), path).toBe(403);
      expect((await whole.json()).error.message, path).toMatch(/scope|mask/);
    }

    await person.goto(`/t/acme/events?q=action%3A${tag}.read&range=all`);
    await expect(rows).toHaveCount(2);
    await page.getByRole("textbox", { name: "Query" }).fill("-category:authentication");
    await expect(page.getByText("In words: every event without authentication; actor's e-mail")).toBeVisible();
    await page.getByRole("button", { name: "Save…" }).click();
    const dialog = page.getByRole("dialog", { name: `Save ${name}?` });
    await expect(dialog).toContainText("1 member is affected at once.");
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText("Saved. It holds from now on, everywhere.")).toBeVisible();
    expect((await (await api(`events?q=action:${tag}.read`)).json()).records).toHaveLength(2);
    await person.reload();
    await expect(rows).toHaveCount(3);

    await page.getByRole("link", { name: "Iris Novak", exact: true }).click();
    await expect(page.getByRole("heading", { name: "What Iris Novak can see", level: 1 })).toBeVisible();
    await expect(page.getByRole("row", { name: /^Read events/ })).toContainText(`role ${name}`);
    await person.context().close();
  });

  test("the demo brings a role of its own, whose page says what it sees", async ({ page }) => {
    await page.goto("/t/acme/roles");
    await page.getByRole("link", { name: "Production support" }).click();
    await expect(page.getByRole("textbox", { name: "Query" })).toHaveValue("-category:authentication");
    await expect(page.getByRole("heading", { name: "What this role sees" })).toBeVisible();
  });

  test("the matrix compares with the role copied from, and asks before changes are lost", async ({ page }) => {
    await page.goto("/t/acme/roles/new?from=auditor");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill(`Draft ${mark()}`);
    await page.getByRole("checkbox", { name: "Issue keys" }).check();
    await page.getByRole("checkbox", { name: "Fetch log entries" }).uncheck();
    await expect(page.getByText("1 added, 1 removed compared with auditor").first()).toBeVisible();
    await page.getByRole("switch", { name: "Only differences" }).check();
    await expect(page.getByRole("checkbox", { name: /Issue keys|Fetch log entries/ })).toHaveCount(2);
    await expect(page.getByRole("checkbox", { name: "Read events" })).toHaveCount(0);
    await page.getByRole("link", { name: "Events", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
    await dialog.getByRole("button", { name: "Stay" }).click();
    await expect(page).toHaveURL(/roles\/new/);
    await page.getByRole("link", { name: "Events", exact: true }).click();
    await dialog.getByRole("button", { name: "Leave" }).click();
    await expect(page).toHaveURL(/\/t\/acme\/events/);
  });

  test("a mistake in the scope is shown where it is, and the name of another role is refused", async ({ page }) => {
    await page.goto("/t/acme/roles/new?from=viewer");
    await page.getByRole("textbox", { name: "Query" }).fill("env:prod actoin:x");
    await expect(page.getByText(/Position 10: .*did you mean action\?/)).toBeVisible();
    await page.getByRole("textbox", { name: "Query" }).fill("");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Owner");
    await page.getByRole("button", { name: "Make role" }).click();
    await expect(page.getByText("There is a role called owner already").first()).toBeVisible();
    await expect(page).toHaveURL(/roles\/new/);
  });

  for (const scheme of ["light", "dark"] as const)
    test(`axe finds nothing and nothing scrolls sideways, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        for (const path of ["/t/acme/roles", "/t/acme/roles/new?from=auditor", "/t/acme/roles/owner"]) {
          await page.goto(path);
          await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
          if (path !== "/t/acme/roles") await expect(page.getByText(/events of the last 30 days/)).toBeVisible();
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => ({ path, id, nodes: nodes.map((node) => node.html) }))).toEqual([]);
          const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect(over, path).toBeLessThanOrEqual(0);
        }
      }
    });

  test("system roles are to look at and to copy", async ({ page }) => {
    await page.goto("/t/acme/roles/security_lead");
    await expect(page.getByText("cannot be changed")).toBeVisible();
    await expect(page.getByRole("checkbox")).toHaveCount(0);
    await expect(page.getByRole("button", { name: /Save|Delete/ })).toHaveCount(0);
    await page.getByRole("link", { name: "Copy this role" }).click();
    await expect(page).toHaveURL(/new\?from=security_lead/);
    await expect(page.getByRole("checkbox", { name: "Issue keys" })).toBeChecked();
  });
});

test("a security lead cannot grant what it does not have", async ({ page }) => {
  await signedIn(page, user("acme", "security_lead"));
  await page.goto("/t/acme/roles/new?from=owner");
  const beyond = page.getByRole("checkbox", { name: "Change the sign-in policy" });
  await expect(beyond).toBeDisabled();
  await expect(page.getByText("You do not have this right, so you cannot grant it.").first()).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "Issue keys" })).toBeEnabled();
});
