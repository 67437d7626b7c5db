import AxeBuilder from "@axe-core/playwright";
import { newEvent, send, signedIn, user } from "./demo.ts";
import { rows } from "./list.ts";
import { expect, type Page, test } from "./test.ts";

let env: string;

/** Events of an environment, an actor and words of their own. */
test.beforeAll(async () => {
  env = `bar${Date.now()}`;
  await send(
    ["secret.read", "secret.rotate", "user.sign_in"].map((action, i) =>
      newEvent({
        action,
        outcome: i === 0 ? "denied" : "success",
        actor: { type: "user", id: `u_${env}`, name: `Ada ${env}` },
        targets: [{ type: "secret", id: `sec_${env}`, name: `vault/${env}` }],
        source: { via: "cli", environment: env },
        description: `zebra${i} of ${env}`,
        metadata: { "cost center": { name: `C-${env}` } },
      }),
    ),
  );
});

test.beforeEach(async ({ page }) => {
  await signedIn(page, user("acme", "owner"));
});

const bar = (page: Page) => page.getByRole("combobox", { name: "Query" });
const options = (page: Page) => page.getByRole("listbox", { name: "Completions" }).getByRole("option");
const chip = (page: Page, text: string) => page.getByRole("button", { name: `Edit ${text}`, exact: true });
const asked = (page: Page) => new URL(page.url()).searchParams.get("q") ?? "";
const events = (q = "") => `/t/acme/events?range=24h&q=${encodeURIComponent(q)}`;

/** Waits until the page answers to keys. */
async function opened(page: Page, q = ""): Promise<void> {
  await page.goto(events(q));
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
}

test("a query is completed by the keyboard alone: field, value, negation, metadata", async ({ page }) => {
  await opened(page);
  await page.keyboard.press("/");
  await page.keyboard.type("en");
  await expect(options(page).first()).toContainText("env:");
  await page.keyboard.press("Tab");
  await expect(bar(page)).toHaveValue("env:");
  await page.keyboard.type(env.slice(0, -1));
  await expect(options(page).first()).toContainText(env);
  await page.keyboard.press("ArrowDown");
  await expect(options(page).first()).toHaveAttribute("aria-selected", "true");
  await expect(bar(page)).toHaveAttribute("aria-activedescendant", (await options(page).first().getAttribute("id"))!);
  await page.keyboard.press("Enter");
  await expect(bar(page)).toHaveValue(`env:${env}`);
  await expect(options(page)).toHaveCount(0);

  await page.keyboard.type(" -outc");
  await page.keyboard.press("Tab");
  await expect(bar(page)).toHaveValue(`env:${env} -outcome:`);
  await page.keyboard.type("den");
  await expect(options(page).first()).toContainText("denied");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect.poll(() => asked(page)).toBe(`env:${env} -outcome:denied`);
  await expect(chip(page, `env:${env}`)).toBeVisible();
  await expect(chip(page, "-outcome:denied")).toBeVisible();
  await expect(rows(page)).toHaveCount(3);

  await page.keyboard.press("/");
  await page.keyboard.type("metadata.");
  const path = options(page).filter({ hasText: 'metadata."cost center".name:' });
  await expect(path).toBeVisible();
  while ((await path.getAttribute("aria-selected")) !== "true") await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(options(page).first()).toContainText(`c-${env}`);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect.poll(() => asked(page)).toBe(`env:${env} -outcome:denied metadata."cost center".name:c-${env}`);
  await expect(rows(page)).toHaveCount(3);
});

test("an actor is found by name, and the chip says the name of the id", async ({ page }) => {
  await opened(page, `env:${env}`);
  await bar(page).click();
  await page.keyboard.type("actor:ada");
  const ada = options(page).filter({ hasText: `Ada ${env}` });
  await ada.click();
  await expect(bar(page)).toHaveValue(`actor:u_${env}`);
  await page.keyboard.press("Enter");
  await expect.poll(() => asked(page)).toBe(`env:${env} actor:u_${env}`);
  await expect(chip(page, `actor:Ada ${env}`)).toBeVisible();
});

test("a chip is text again where it stands, by mouse and by keyboard, and Escape brings it back", async ({ page }) => {
  const q = `env:${env} action:secret.read -outcome:success`;
  await opened(page, q);
  await chip(page, "action:secret.read").click();
  await expect(bar(page)).toBeFocused();
  await expect(bar(page)).toHaveValue("action:secret.read");
  await expect(chip(page, `env:${env}`)).toBeVisible();
  await bar(page).fill("action:secret.*");
  await page.keyboard.press("Enter");
  await expect.poll(() => asked(page)).toBe(`env:${env} action:secret.* -outcome:success`);

  await page.keyboard.press("/");
  await page.keyboard.press("ArrowLeft");
  await expect(bar(page)).toHaveValue("-outcome:success");
  await page.keyboard.press("Home");
  await page.keyboard.press("Backspace");
  await expect(chip(page, "action:secret.*")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(chip(page, "action:secret.*")).toBeVisible();
  expect(asked(page)).toBe(`env:${env} action:secret.* -outcome:success`);

  await page.keyboard.press("/");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await expect.poll(() => asked(page)).toBe(`env:${env} action:secret.*`);
  await page.getByRole("button", { name: "Remove action:secret.*" }).click();
  await expect.poll(() => asked(page)).toBe(`env:${env}`);
  await expect(rows(page)).toHaveCount(4);
  await chip(page, `env:${env}`).focus();
  await page.keyboard.press("Delete");
  await expect.poll(() => asked(page)).toBe("");
});

test("all of the query is text with select all", async ({ page }) => {
  const q = `env:${env} (action:secret.read OR "zebra1") -outcome:failure`;
  await opened(page, q);
  await bar(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await expect(bar(page)).toHaveValue(q);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(chip(page, '(action:secret.read OR "zebra1")')).toBeVisible();
  expect(asked(page)).toBe(q);
});

test("words find an event, and what was asked is offered again", async ({ page }) => {
  await opened(page);
  await bar(page).fill(`zebra2 vault ${env}`);
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).nth(1)).toContainText(`Ada ${env}`);
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await expect.poll(() => asked(page)).toBe("");
  await bar(page).click();
  const recent = page.getByRole("group", { name: "Recent queries" }).getByRole("option").first();
  await expect(recent).toHaveText(`zebra2 vault ${env}`);
  await recent.click();
  await expect.poll(() => asked(page)).toBe(`zebra2 vault ${env}`);
});

test("a mistake is underlined where it is, while it is written and before it is asked", async ({ page }) => {
  await opened(page, `env:${env}`);
  const mark = page.locator("mark");
  const fault = (text: string) => page.getByRole("alert").filter({ hasText: text });
  await bar(page).click();
  await page.keyboard.type("outcome:denyed");
  await expect(mark).toHaveCount(0);
  await page.keyboard.type(" ");
  await expect(mark).toHaveText("denyed");
  await expect(bar(page)).toHaveAttribute("aria-invalid", "true");
  await expect(fault(`Position ${`env:${env} outcome:`.length + 1}: expected`)).toBeVisible();
  await page.keyboard.press("Enter");
  expect(asked(page)).toBe(`env:${env}`);
  await page.keyboard.type("denied");
  await expect(mark).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect.poll(() => asked(page)).toBe(`env:${env} outcome:denied`);
  await expect(rows(page)).toHaveCount(2);

  await bar(page).fill('actor:"open');
  await page.keyboard.press("Enter");
  await expect(fault("closing quotation mark")).toBeVisible();
  expect(asked(page)).toBe(`env:${env} outcome:denied`);

  await page.goto(events("env:prod actoin:x"));
  await expect(fault("Position 10:")).toContainText("did you mean action?");
  await expect(mark).toHaveText("actoin:x");
  await expect(bar(page)).toHaveValue("env:prod actoin:x");
});

test("the syntax is shown in examples that go into the bar", async ({ page }) => {
  await opened(page, `env:${env}`);
  await page.getByRole("button", { name: "Query syntax" }).click();
  await page
    .getByRole("dialog", { name: "Query syntax" })
    .getByRole("button", { name: /^action:secret\.\*/ })
    .click();
  await expect(bar(page)).toBeFocused();
  await expect(bar(page)).toHaveValue("action:secret.*");
  await page.keyboard.press("Enter");
  await expect.poll(() => asked(page)).toBe(`env:${env} action:secret.*`);
  await expect(rows(page)).toHaveCount(3);
});

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing in the bar, its completion and its help, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    const faults = async () =>
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map((node) => node.html),
      }));
    await opened(page, `env:${env} -outcome:failure zebra1`);
    expect(await faults()).toEqual([]);
    await bar(page).click();
    await page.keyboard.type("-outcome:");
    await page.keyboard.press("ArrowDown");
    await expect(options(page).first()).toHaveAttribute("aria-selected", "true");
    expect(await faults()).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Query syntax" }).click();
    await expect(page.getByRole("dialog", { name: "Query syntax" })).toBeVisible();
    expect(await faults()).toEqual([]);
    await page.goto(events("actoin:x"));
    await expect(page.getByRole("alert").filter({ hasText: "did you mean action?" })).toBeVisible();
    expect(await faults()).toEqual([]);
  });
}
