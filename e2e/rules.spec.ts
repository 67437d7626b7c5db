import type { Locator, Page } from "@playwright/test";
import { isSigned, openWebhookReceiver } from "../tests/webhook-receiver.ts";
import { demo, key, newEvent, send, signIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { expect, test } from "./test.ts";
import { makeWebhook, removeWebhooks } from "./webhooks.ts";

const mark = () => Math.random().toString(36).slice(2, 10);
/** Trials look at every event of the demo year. */
const TRIAL_MS = 60_000;

const denials = (tag: string, actor: string, count = 3) =>
  Array.from({ length: count }, (_, i) =>
    newEvent({
      action: `${tag}.open`,
      actor: { type: "user", id: `u_${tag}_${actor}`, name: `Robin ${actor}` },
      metadata: { at: i },
    }),
  );

/** A rule of Acme's, made as a script would. */
async function makeRule(tag: string, over: object = {}): Promise<{ id: string; name: string }> {
  const name = `rule ${tag}`;
  const response = await fetch(`${demo.url}/api/v1/rules`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key("acme", "management")}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      name,
      severity: "low",
      definition: {
        kind: "threshold",
        query: `action:${tag}.open`,
        count: 3,
        window_s: 600,
        group_by: ["actor.id"],
      },
      ...over,
    }),
  });
  expect(response.status).toBe(201);
  return { id: ((await response.json()) as { id: string }).id, name };
}

const trial = (page: Page) => page.getByRole("region", { name: "Try it on your history" });
const state = (page: Page) => page.locator("header").filter({ has: page.getByRole("heading", { level: 1 }) });

/** Presses the tabulator key until something has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let i = 0; i < 80; i++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not come to ${wanted}`);
}

test("a query becomes a rule, is tried, wakes a receiver, and the alert is seen to", async ({ page }) => {
  test.setTimeout(180_000);
  const tag = mark();
  const receiver = await openWebhookReceiver();
  await send(denials(tag, "before"));
  await signIn(page, user("acme", "security_lead"));
  const { secret } = await makeWebhook(page, receiver.url, "low");

  await page.goto(`/t/acme/events?q=action%3A${tag}.open`);
  await page.getByRole("link", { name: "Make a rule" }).click();
  await expect(page.getByRole("heading", { name: "New rule", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: `Edit action:${tag}.open` })).toBeVisible();
  const fits = page.getByRole("region", { name: /^What fits/ });
  await expect(fits).toContainText("3 events");
  await expect(fits.getByRole("listitem")).toHaveCount(3);

  const name = `opened ${tag}`;
  await page.getByLabel("At least so many events").fill("3");
  await page.getByLabel("Name").fill(name);
  await page.getByText("high", { exact: true }).click();
  await trial(page).getByRole("button", { name: "Try" }).click();
  await expect(trial(page)).toContainText("Would have fired 1 time in 90 days (0.1 a week)", { timeout: TRIAL_MS });
  await expect(trial(page).getByRole("img", { name: /Alerts by week: 1 of/ })).toBeVisible();
  await expect(trial(page).getByRole("link", { name: "3 events" })).toHaveAttribute("href", /q=seq%3A\(\d+/);
  await page.getByRole("button", { name: "Save and switch on" }).click();
  await expect(page.getByText(`${name} is saved, and on.`)).toBeVisible();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(state(page).getByText("on", { exact: true })).toBeVisible();

  await send(denials(tag, "after"));
  let received = await receiver.next(20_000);
  while (received.message.data.alert?.rule_name !== name) received = await receiver.next(20_000);
  expect(isSigned(secret, received)).toBe(true);
  const alert = received.message.data.alert as { id: string; severity: string; events: number; title: string };
  expect(alert).toMatchObject({ severity: "high", events: 3 });

  await page.goto(`/t/acme/alerts/${alert.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(alert.title);
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await expect(page.getByText("1 alert acknowledged.")).toBeVisible();
  await page.getByRole("button", { name: "Resolve" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /Benign/ }).check();
  await dialog.getByLabel("Note").fill("Meant to happen.");
  await dialog.getByRole("button", { name: "Resolve" }).click();
  await expect(page.getByText("1 alert resolved.")).toBeVisible();
  await expect(state(page).getByText("benign")).toBeVisible();

  await page.goto("/t/acme/rules");
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("at least 3 events within 10 minutes for each actor.id");
  await row.getByRole("switch").press("Space");
  await expect(page.getByText(`${name} is off.`)).toBeVisible();
  // Tried in this tab: it goes on again without being asked about.
  await row.getByRole("switch").press("Space");
  await expect(page.getByText(`${name} is on.`)).toBeVisible();
  await row.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "Rules", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name, exact: true })).toHaveCount(0);
  await receiver.close();
  await removeWebhooks();
});

test("what was not tried is switched on only by saying so", async ({ page }) => {
  const { id, name } = await makeRule(mark());
  await signIn(page, user("acme", "security_lead"));
  await page.goto("/t/acme/rules");
  const toggle = page.getByRole("switch", { name: `${name} is on` });
  await toggle.press("Space");
  const dialog = page.getByRole("dialog", { name: "Switch on without trying?" });
  await expect(dialog).toContainText("how often it alerts is not known");
  await dialog.getByRole("link", { name: "Try it first" }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page.getByText("Not tried as it stands.")).toBeVisible();
  await page.getByRole("button", { name: "Switch on" }).click();
  await dialog.getByRole("button", { name: "Back" }).click();
  await expect(state(page).getByText("off", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Switch on" }).click();
  await dialog.getByRole("button", { name: "Switch on without trying" }).click();
  await expect(state(page).getByText("on", { exact: true })).toBeVisible();
  // A change of what runs is asked about as well.
  await page.getByLabel("At least so many events").fill("4");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Change it without trying?" })).toBeVisible();
  await page.getByRole("button", { name: "Save it switched off" }).click();
  await expect(state(page).getByText("off", { exact: true })).toBeVisible();
  await page.goto(`/t/acme/rules/${id}`);
  await expect(page.getByLabel("At least so many events")).toHaveValue("4");
});

test("form and text are the same rule; a mistake in the text has its place", async ({ page }) => {
  const tag = mark();
  await signIn(page, user("acme", "security_lead"));
  await page.goto(`/t/acme/rules/new?q=action%3A${tag}.open`);
  await page.getByLabel("Name").fill(`text ${tag}`);
  await page.getByRole("tab", { name: "Text" }).click();
  const text = page.getByRole("textbox", { name: "Rule as text" });
  const written = await text.inputValue();
  expect(written).toContain(`events: action:${tag}.open\nwhen: 5 events within 10m by actor.id\n`);
  await text.fill(written.replace("within 10m", "within ages"));
  await expect(page.getByText(/Line 3, position 23: expected how long/)).toBeVisible();
  await page.getByRole("button", { name: "Show it" }).click();
  expect(
    await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd)),
  ).toBe("ages");
  await page.getByRole("tab", { name: "Form" }).click();
  await expect(page.getByRole("tab", { name: "Text" })).toHaveAttribute("aria-selected", "true");
  await text.fill(written.replace("5 events within 10m by actor.id", "2 different target.id within 2h by ip"));
  await page.getByRole("tab", { name: "Form" }).click();
  await expect(page.getByRole("radio", { name: /So many different/ })).toBeChecked();
  await expect(page.getByLabel("Of the field")).toHaveValue("target.id");
  await expect(page.getByLabel("Within", { exact: true })).toHaveValue("2");
  await expect(page.getByLabel("Within: unit", { exact: true })).toHaveValue("hours");
  await page.getByRole("tab", { name: "Text" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText(`text ${tag} is saved, and off.`)).toBeVisible();
});

test("a query that cannot be read is marked where it is wrong, and is not saved", async ({ page }) => {
  await signIn(page, user("acme", "security_lead"));
  await page.goto("/t/acme/rules/new");
  await page.getByLabel("Name").fill("never");
  const query = page.getByRole("combobox", { name: "Query" });
  await query.fill("outcome:denied (env:prod");
  await page.getByLabel("Name").click();
  await expect(query).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Something is missing or cannot be read")).toBeVisible();
  await query.fill("outcome:denied after:yesterday");
  await page.getByLabel("Name").click();
  await expect(page.getByText(/Position 16: a rule looks at events as they come/)).toBeVisible();
});

test("the noisiest are left out by a click", async ({ page }) => {
  test.setTimeout(150_000);
  const tag = mark();
  const earlier = { occurred_at: new Date(Date.now() - 7_200_000).toISOString() };
  await send(denials(tag, "loud").map((event) => ({ ...event, ...earlier })));
  await send([...denials(tag, "loud"), ...denials(tag, "quiet")]);
  const { id } = await makeRule(tag);
  await signIn(page, user("acme", "security_lead"));
  await page.goto(`/t/acme/rules/${id}`);
  await trial(page).getByRole("button", { name: "Try" }).click();
  await expect(trial(page)).toContainText("Would have fired 3 times", { timeout: TRIAL_MS });
  await trial(page).getByRole("button", { name: "Except Robin loud" }).click();
  await expect(page.getByRole("button", { name: /^Edit actor\.id:/ })).toBeVisible();
  await expect(trial(page)).toContainText("This is of what you had before");
  await trial(page).getByRole("button", { name: "Try" }).click();
  await expect(trial(page)).toContainText("Would have fired 1 time", { timeout: TRIAL_MS });
});

test("a rule is built with the keyboard alone", async ({ page }) => {
  test.setTimeout(150_000);
  const tag = mark();
  await send(denials(tag, "keys"));
  await signIn(page, user("acme", "security_lead"));
  await page.goto("/t/acme/rules/new");
  await page.locator("main").focus();
  await tabTo(page, page.getByRole("combobox", { name: "Query" }));
  await page.keyboard.type("outc");
  await page.keyboard.press("Tab");
  await page.keyboard.type("denied");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Edit outcome:denied" })).toBeVisible();
  await tabTo(page, page.getByRole("combobox", { name: "Query" }));
  await page.keyboard.type(`action:${tag}.open`);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: `Edit action:${tag}.open` })).toBeVisible();
  await tabTo(page, page.getByRole("radio", { name: /At least so many/ }));
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: /So many different/ })).toBeChecked();
  await page.keyboard.press("ArrowUp");
  await tabTo(page, page.getByLabel("At least so many events"));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("2");
  await tabTo(page, page.getByLabel("Name"));
  await page.keyboard.type(`keys ${tag}`);
  await tabTo(page, trial(page).getByRole("button", { name: "Try" }));
  await page.keyboard.press("Enter");
  await expect(trial(page)).toContainText("Would have fired 1 time", { timeout: TRIAL_MS });
  await tabTo(page, page.getByRole("button", { name: "Save", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByText(`keys ${tag} is saved, and off.`)).toBeVisible();
});

test("a detector is set, tried, left to leave somebody alone, and put back", async ({ page }) => {
  test.setTimeout(150_000);
  await signIn(page, user("acme", "security_lead"));
  await page.goto("/t/acme/rules?tab=detectors");
  await expect(page.getByRole("table", { name: "Detectors" }).getByRole("row")).toHaveCount(12);
  await page.getByRole("button", { name: "Impossible travel", exact: true }).click();
  await expect(page).toHaveURL(/detector=impossible_travel/);
  const sheet = page.getByRole("dialog", { name: "Impossible travel" });
  await sheet.getByRole("button", { name: "Try" }).click();
  await expect(trial(page)).toContainText(/Would have fired \d+ times? in 90 days/, { timeout: TRIAL_MS });
  await sheet.getByLabel("Networks left alone").fill("203.0.113.0/24");
  await page.keyboard.press("Enter");
  await expect(trial(page)).toContainText("This is of what you had before");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("looks as you said, from the next events on")).toBeVisible();
  await page.keyboard.press("Escape");
  const row = page.getByRole("row", { name: /Impossible travel/ });
  await expect(row).toContainText("leaves 1 network alone");
  await row.getByRole("button", { name: "Impossible travel" }).click();
  await sheet.getByLabel("Networks left alone").press("Backspace");
  await sheet.getByRole("button", { name: "Save" }).click();
  await page.keyboard.press("Escape");
  await expect(row).toContainText("nothing");
});

test("whoever may only look sees rules and detectors, and no acts; others nothing", async ({ page, browser }) => {
  const { id, name } = await makeRule(mark());
  await signIn(page, user("acme", "auditor"));
  await page.goto(`/t/acme/rules/${id}`);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page.getByText("when: 3 events within 10m by actor.id")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveCount(0);
  await page.goto("/t/acme/rules?tab=detectors");
  await expect(page.getByRole("switch", { name: "Burst is on" })).toBeDisabled();
  expect((await page.goto("/t/acme/rules/new"))?.status()).toBe(200);
  await expect(page.getByText("Your role may not make rules")).toBeVisible();
  const viewer = await (await browser.newContext({ baseURL: demo.url })).newPage();
  await signIn(viewer, user("acme", "viewer"));
  await expect(viewer.getByRole("link", { name: "Rules" })).toHaveCount(0);
  expect((await viewer.goto("/t/acme/rules"))?.status()).toBe(403);
  const globex = await (await browser.newContext({ baseURL: demo.url })).newPage();
  await signIn(globex, user("globex", "owner"));
  expect((await globex.goto(`/t/globex/rules/${id}`))?.status()).toBe(404);
});

test("is sound in light and dark, wide and narrow", async ({ page }) => {
  test.setTimeout(240_000);
  const { id } = await makeRule(mark());
  await signIn(page, user("acme", "security_lead"));
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      for (const path of ["/t/acme/rules", "/t/acme/rules?tab=detectors", `/t/acme/rules/${id}`]) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectSound(page);
      }
      await page.getByRole("tab", { name: "Text" }).click();
      await expect(page.getByRole("textbox", { name: "Rule as text" })).toBeVisible();
      await expectSound(page);
      await page.goto("/t/acme/rules?tab=detectors&detector=burst");
      await expect(page.getByRole("dialog", { name: "Burst" })).toBeVisible();
      await expectSound(page);
    }
});
