import AxeBuilder from "@axe-core/playwright";
import type { Browser } from "@playwright/test";
import { demo, key, newEvent, send, signedIn, user } from "./demo.ts";
import { allowSecretOnce, expect, type Page, test } from "./test.ts";

/** An actor and a target of this run alone, with characters that an address must escape. */
const run = Date.now().toString(36);
const ACTOR = { type: "service", id: `svc/${run} a&b?`, name: `Courier ${run}`, email: `courier-${run}@acme.example` };
const TARGET = { type: "secret", id: `vault/${run}#1`, name: `db/courier/${run}` };
const SESSION = `sess-${run}`;
const REQUEST = `req-${run}`;
const BEFORE = {
  rules: [
    { name: "ssh", port: 22 },
    { name: "https", port: 443 },
  ],
  owner: "platform",
  note: "Allow the office network to reach the bastion hosts by ssh.",
};
const AFTER = {
  rules: [{ name: "https", port: 8443 }, { name: "ssh", port: 22 }, { name: "grpc" }],
  owner: "platform",
  note: "Allow the office network and the build farm to reach the bastion hosts by ssh.",
};

const beginMs = Date.now() - 30 * 60_000;
const act = (second: number, more: object) =>
  newEvent({
    occurred_at: new Date(beginMs + second * 1_000).toISOString(),
    action: "secret.read",
    crud: "r",
    outcome: "success",
    actor: ACTOR,
    targets: [TARGET],
    session_id: SESSION,
    changes: undefined,
    metadata: { run },
    ...more,
  });

let changed: { id: string; seq: number };

test.beforeAll(async () => {
  const receipts = await send([
    act(0, { request_id: REQUEST }),
    act(2, { request_id: REQUEST, outcome: "denied" }),
    act(200, {
      action: "secret.rotate",
      crud: "u",
      actor: { ...ACTOR, on_behalf_of: { type: "user", id: "u_jo", name: "Jo Park" } },
      changes: [
        { field: "policy", before: BEFORE, after: AFTER },
        { field: "rotation_days", before: 90, after: 7 },
      ],
      metadata: { run, reason: "planned", build: { ref: `main-${run}`, tags: ["nightly", "edge"] } },
      request_id: REQUEST,
    }),
    act(1_200, { outcome: "failure" }),
  ]);
  changed = receipts[2]!;
});

test.beforeEach(async ({ page }) => {
  await signedIn(page, user("acme", "owner"));
});

const eventPage = (id: string) => `/t/acme/events/${id}`;
const sentence = (page: Page) => page.getByRole("article").getByRole("heading", { level: 2 });
const fact = (page: Page, name: string) => page.getByRole("toolbar", { name: `Actions for ${name}` });

test("from an event to its actor, to its target and back to the events", async ({ page }) => {
  await page.goto(eventPage(changed.id));
  await expect(sentence(page)).toContainText(`Courier ${run} for Jo Park rotated secret`);
  await page.getByRole("region", { name: "Who" }).getByRole("link", { name: ACTOR.name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(ACTOR.name);
  await expect(page.getByRole("region", { name: "Who it is" })).toContainText(ACTOR.id);
  await expect(page.getByRole("region", { name: "Who it is" })).toContainText(ACTOR.email);
  const counts = page.getByRole("region", { name: "Counts", exact: true });
  await expect(counts.getByRole("link", { name: "4 events" })).toBeVisible();
  await expect(counts.getByRole("link", { name: "1 denied" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Recent events" }).getByRole("listitem")).toHaveCount(4);
  await page
    .getByRole("region", { name: "Secrets" })
    .getByRole("link", { name: `Page of ${TARGET.name}` })
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(TARGET.name);
  await expect(
    page.getByRole("region", { name: "Readers" }).getByRole("link", { name: ACTOR.name }).first(),
  ).toBeVisible();
  await expect(page.getByRole("region", { name: "Rotations" }).getByRole("listitem")).toHaveCount(1);
  await page.getByRole("link", { name: "90 days" }).click();
  await expect(page).toHaveURL(/range=90d/);
  await page.getByRole("region", { name: "Counts", exact: true }).getByRole("link", { name: "1 denied" }).click();
  await expect(page).toHaveURL(/\/events\?/);
  const list = page.getByRole("region", { name: "List of events" });
  await expect(list.getByRole("row").filter({ hasText: "was denied" })).toHaveCount(1);
});

test("every value is filtered for, filtered out and copied, by keyboard too", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(eventPage(changed.id));
  const reference = fact(page, `metadata.build.ref main-${run}`);
  await reference.getByRole("button", { name: /^Filter for/ }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(reference.getByRole("button", { name: /^Filter out/ })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`main-${run}`);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL((url) => url.searchParams.get("q") === `metadata.build.ref:main-${run}`);
  const list = page.getByRole("region", { name: "List of events" });
  await expect(list.getByRole("row").filter({ hasText: ACTOR.name })).toHaveCount(1);
  await page.goto(`/t/acme/events?q=session%3A${SESSION}&range=all&event=${changed.id}`);
  const panel = page.getByRole("complementary", { name: "Event" });
  await panel.getByRole("tab", { name: "Details" }).click();
  await fact(page, "outcome success")
    .getByRole("button", { name: /^Filter out/ })
    .click();
  await expect(page).toHaveURL((url) => url.searchParams.get("q") === `session:${SESSION} -outcome:success`);
  await expect(list.getByRole("row").filter({ hasText: ACTOR.name })).toHaveCount(2);
});

test("the session and the request are timelines with the event in its place", async ({ page }) => {
  await page.goto(eventPage(changed.id));
  await page.getByRole("tab", { name: "Session 4" }).click();
  const session = page.getByRole("region", { name: "Session timeline" });
  await expect(session.locator("li[data-outcome]")).toHaveCount(4);
  await expect(session.locator("[aria-current]")).toContainText("rotated secret");
  await expect(session).toContainText("3 min later");
  await expect(session).toContainText("16 min later");
  await page.getByRole("tab", { name: "Request 3" }).click();
  const request = page.getByRole("region", { name: "Request timeline" });
  await expect(request.locator('li[data-outcome="denied"]')).toHaveCount(1);
  await request.getByRole("link", { name: /was denied/ }).click();
  await expect(sentence(page)).toContainText("was denied");
});

test("what the actor did around it is counted", async ({ page }) => {
  await page.goto(eventPage(changed.id));
  const around = page.getByRole("region", { name: "Around it" });
  await expect(around).toContainText("2 more events by");
  await expect(around.getByRole("link", { name: "1 denied" })).toBeVisible();
});

test("changes of nested values are shown leaf by leaf, and what is the same is folded", async ({ page }) => {
  await page.goto(eventPage(changed.id));
  await page.getByRole("tab", { name: "Changes 2" }).click();
  const policy = page.getByRole("region", { name: "Change of policy" });
  const row = (path: string) => policy.getByRole("row", { name: path });
  await expect(row("rules[https].port")).toContainText("443");
  await expect(row("rules[https].port")).toContainText("8443");
  await expect(row("rules[grpc].name")).toContainText("grpc");
  await expect(row("note").locator("ins")).toHaveText("and the build farm ");
  await expect(policy).not.toContainText("owner");
  for (const fold of await policy.getByRole("button", { name: /unchanged/ }).all()) await fold.click();
  await expect(row("owner")).toContainText("platform");
  await expect(page.getByRole("region", { name: "Change of rotation_days" })).toContainText("90");
});

test("an actor of whom there is nothing is not found", async ({ page }) => {
  const response = await page.goto(`/t/acme/actors/nobody-${run}`);
  expect(response?.status()).toBe(404);
});

async function manage(path: string, body: object) {
  const response = await fetch(`${demo.url}/api/v1/${path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key("acme", "management")}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return response.json();
}

/** Somebody new whose role masks these fields, in a browser of their own. */
async function joinMasked(browser: Browser, name: string, masks: string[]): Promise<Page> {
  await manage("roles", { name, permissions: ["tenant.read", "events.read"], masks });
  const { link } = await manage("invitations", { email: `${name.toLowerCase()}@acme-robotics.example`, role: name });
  allowSecretOnce(link.split("#")[1]);
  const page = await (await browser.newContext({ baseURL: demo.url })).newPage();
  await page.goto(link);
  await page.getByLabel("Your name").fill("Iris Novak");
  await page.getByRole("textbox", { name: "Password" }).fill(`tall green ${run} lamps`);
  await page.getByRole("button", { name: "Create account and join" }).click();
  await expect(page.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();
  return page;
}

test("whoever may not see ids gets no page about one, and is told so", async ({ browser }) => {
  const page = await joinMasked(browser, `Blind-${run}`, ["actor.id", "actor.name", "actor.email"]);
  await page.goto(`/t/acme/actors/${encodeURIComponent(ACTOR.id)}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your role does not show who acted");
  await page.goto(`/t/acme/targets/${encodeURIComponent(TARGET.id)}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(TARGET.name);
  await expect(page.getByRole("region", { name: "Readers" })).toHaveText(/Masked for you/);
  await expect(page.getByRole("main")).not.toContainText(ACTOR.name);
  await page.context().close();
});

for (const scheme of ["light", "dark"] as const)
  test(`axe finds nothing and nothing scrolls sideways, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    const pages = [
      `/t/acme/actors/${encodeURIComponent(ACTOR.id)}`,
      `/t/acme/targets/${encodeURIComponent(TARGET.id)}`,
      eventPage(changed.id),
    ];
    for (const width of [1440, 390])
      for (const path of pages) {
        await page.setViewportSize({ width, height: 844 });
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        if (path === pages[2]) {
          await page.getByRole("tab", { name: "Changes" }).click();
          await expect(page.getByRole("region", { name: "Around it" })).toBeVisible();
        }
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => ({ path, id, nodes: nodes.map((node) => node.html) }))).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, path).toBeLessThanOrEqual(0);
      }
  });
