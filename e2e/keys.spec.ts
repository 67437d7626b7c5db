import type { Page } from "@playwright/test";
import { demo, key, newEvent, send, signIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { allowSecretOnce, expect, test } from "./test.ts";

const mark = () => Math.random().toString(36).slice(2, 10);
const TOKEN = /st_(?:prv|ing|mgt)_[0-9A-Za-z]{12}_[0-9A-Za-z]{36}/;

/** A key of Acme's, made as a script would. */
async function makeKey(over: object = {}): Promise<{ id: string; token: string; name: string }> {
  const name = `reader ${mark()}`;
  const response = await fetch(`${demo.url}/api/v1/keys`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key("acme", "management")}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      kind: "provisioning",
      name,
      purpose: "To be tried in a journey",
      role: "viewer",
      expires_at: new Date(Date.now() + 30 * 86_400_000).toISOString(),
      ...over,
    }),
  });
  expect(response.status).toBe(201);
  const issued = await response.json();
  allowSecretOnce(issued.token);
  return { ...issued, name };
}

const get = (token: string, path: string) =>
  fetch(`${demo.url}/api/v1/${path}`, { headers: { Authorization: `Bearer ${token}` } });
const statusOf = async (token: string, path = "events?limit=1") => (await get(token, path)).status;

/** The token that the page shows this once. */
async function shownToken(page: Page): Promise<string> {
  const shown = page.getByRole("region", { name: "token", exact: true });
  await expect(shown).toContainText(TOKEN);
  const token = TOKEN.exec(await shown.innerText())![0];
  allowSecretOnce(token);
  return token;
}

test.describe("the page of a key", () => {
  test.beforeEach(async ({ page }) => {
    // Anew, so that no dialog asks for a proof.
    await signIn(page, user("acme", "security_lead"));
  });

  test("shows each request as it is made, and what was refused", async ({ page }) => {
    const tag = mark();
    const event = (environment: string) => newEvent({ action: `${tag}.read`, source: { environment, via: "ui" } });
    const [, outside] = await send([event("prod"), event("staging")]);
    const { id, token, name } = await makeKey({ scope: { environments: ["prod"] }, masks: ["actor.email"] });
    await page.goto(`/t/acme/keys/${id}`);
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    await expect(page.getByText("No request yet.")).toBeVisible();
    await expect(page.getByText("live", { exact: true })).toBeVisible();

    const list = await (await get(token, `events?q=action:${tag}.read`)).json();
    expect(list.records).toHaveLength(1);
    expect(JSON.stringify(list)).not.toContain("noor@acme-robotics.example");
    expect(await statusOf(token, `events/${outside!.id}`)).toBe(404);
    expect(await statusOf(token, "events?q=env:staging")).toBe(200);
    expect(await statusOf(token, "events?q=actor.id:u_e2e")).toBe(200);

    const requests = page.getByRole("region", { name: "Requests of this key" });
    await expect(requests.getByText("outside scope")).toHaveCount(2);
    await expect(requests.getByRole("row", { name: new RegExp(`q=action:${tag}.read`) })).toContainText("answered");
    await expect(page.getByText(/4 requests, .* 2 refused/)).toBeVisible();
    await page.reload();
    await expect(page.getByText(/2 refused requests in the last day/)).toBeVisible();
    await requests.getByRole("link", { name: new RegExp(outside!.id) }).click();
    await expect(page.getByText("outside scope").first()).toBeVisible();
  });

  test("rotates with grace, cuts the old secret, and then revokes", async ({ page }) => {
    const { id, token: first, name } = await makeKey();
    await page.goto(`/t/acme/keys/${id}`);
    await page.getByRole("button", { name: "Rotate" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("Both secrets work for 24 h");
    await dialog.getByRole("button", { name: "Rotate" }).click();
    const second = await shownToken(page);
    expect(second).not.toBe(first);
    expect([await statusOf(first), await statusOf(second)]).toEqual([200, 200]);
    await expect(page.getByText("rotating, old secret ends in")).toBeVisible();
    await page.getByRole("button", { name: "I have stored it" }).click();
    await expect(page.getByText(second)).toHaveCount(0);
    await expect(page.getByText("answered, old secret")).toBeVisible();

    await page.getByRole("button", { name: "Leaked: cut now" }).click();
    await dialog.getByRole("button", { name: "Cut now" }).click();
    await expect(page.getByText("The old secret does not work any more.")).toBeVisible();
    await expect.poll(() => statusOf(first), { timeout: 1_000 }).toBe(401);
    expect(await statusOf(second)).toBe(200);
    await expect(page.getByText("old secret", { exact: true })).toBeVisible();
    // What arrived by itself is not counted again when the page is read anew.
    const { hours } = await (await get(key("acme", "management"), `keys/${id}`)).json();
    const requests = hours.reduce((sum: number, hour: { requests: number }) => sum + hour.requests, 0);
    await expect(page.getByRole("region", { name: "Use", exact: true })).toContainText(`${requests} requests, `);

    const ended = new AbortController();
    const tail = await fetch(`${demo.url}/api/v1/tail`, {
      headers: { Authorization: `Bearer ${second}` },
      signal: ended.signal,
    });
    let text = "";
    const reading = (async () => {
      for await (const chunk of tail.body!.pipeThrough(new TextDecoderStream())) text += chunk;
    })();
    await page.getByRole("button", { name: "Revoke" }).click();
    await expect(dialog).toContainText("Revokes 1 key, last used");
    await expect(dialog.getByRole("button", { name: "Revoke" })).toBeDisabled();
    await dialog.getByLabel("Reason").fill("The contract has ended.");
    await dialog.getByLabel(/to confirm/).fill(name);
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await expect(page.getByText(/Revoked by Ana Ruiz/)).toBeVisible();
    await expect.poll(() => statusOf(second), { timeout: 1_000 }).toBe(401);
    await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    expect(text).toContain("event: end");
    ended.abort();
    await expect(page.getByRole("button", { name: "Rotate" })).toHaveCount(0);
    await expect(page.getByText("The contract has ended.")).toBeVisible();
    // Other keys are not touched.
    expect(await statusOf(key("acme", "provisioning"))).toBe(200);
  });

  test("a leaked secret is replaced at once", async ({ page }) => {
    const { id, token } = await makeKey();
    await page.goto(`/t/acme/keys/${id}`);
    await page.getByRole("button", { name: "Rotate" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/The present secret goes on/).click();
    await page.getByRole("option", { name: /it has leaked/ }).click();
    await expect(dialog).toContainText("refused from now on");
    await dialog.getByRole("button", { name: "Rotate" }).click();
    const fresh = await shownToken(page);
    expect(await statusOf(fresh)).toBe(200);
    await expect.poll(() => statusOf(token), { timeout: 1_000 }).toBe(401);
  });

  test("its data sheet says everything and prints without the frame", async ({ page }) => {
    const { id, name } = await makeKey({
      recipient: "Kessler & Partner",
      scope: { query: "-category:authentication" },
      masks: ["source.ip"],
      rotation_days: 30,
    });
    await page.goto(`/t/acme/keys/${id}`);
    await page.getByRole("button", { name: "Rotate" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
    const token = await shownToken(page);
    await page.getByRole("button", { name: "I have stored it" }).click();
    await page.getByRole("link", { name: "Data sheet" }).click();
    const sheet = page.getByRole("article", { name });
    for (const text of [
      "To be tried in a journey",
      "Kessler & Partner",
      "every event without authentication; address masked",
      "every 30 days",
      "Ana Ruiz",
      "Next review due",
      "Read events",
    ])
      await expect(sheet).toContainText(text);
    await expect(sheet).not.toContainText(token);
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("link", { name: "Members" })).toBeHidden();
    await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
    await expect(sheet).toBeVisible();
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.length).toBeGreaterThan(10_000);
  });

  test("is sound in light and dark, wide and narrow; the chart is a table too", async ({ page }) => {
    const { id, token } = await makeKey();
    await statusOf(token);
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1440, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        for (const path of [`/t/acme/keys/${id}`, `/t/acme/keys/${id}/sheet`]) {
          await page.goto(path);
          await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
          await expectSound(page);
        }
      }
    }
    await page.goto(`/t/acme/keys/${id}`);
    await page.getByRole("switch", { name: "As a table" }).click();
    await expect(page.getByRole("region", { name: "Use as a table" }).getByRole("row")).toHaveCount(2);
    await page.getByRole("button", { name: "Revoke" }).click();
    // Colours are judged once it has faded in.
    await expect(page.getByRole("dialog")).toHaveCSS("opacity", "1");
    await expectSound(page);
  });

  test("of another tenant is not there; whoever may only look sees no acts", async ({ page, browser }) => {
    const { id } = await makeKey();
    const auditor = await (await browser.newContext({ baseURL: demo.url })).newPage();
    await signIn(auditor, user("acme", "auditor"));
    await auditor.goto(`/t/acme/keys/${id}`);
    await expect(auditor.getByRole("heading", { level: 1 })).toBeVisible();
    for (const name of ["Rotate", "Revoke", "Edit"]) await expect(auditor.getByRole("button", { name })).toHaveCount(0);
    const foreign = await page.goto(`/t/globex/keys/${id}`);
    expect(foreign?.status()).toBe(404);
    const made = await page.goto("/t/acme/keys/made-up");
    expect(made?.status()).toBe(404);
  });
});
