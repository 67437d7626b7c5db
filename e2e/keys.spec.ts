import { noteSecret } from "../tests/secrets/register.ts";
import { demo, key, newEvent, send, signIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { allowSecretOnce, expect, type Page, test } from "./test.ts";

const mark = () => Math.random().toString(36).slice(2, 8);
const DAY_MS = 86_400_000;

interface Issued {
  id: string;
  name: string;
  token: string;
}

/** A provisioning key, issued by the machine API. */
async function issue(more: object = {}): Promise<Issued> {
  const name = `watched ${mark()}`;
  const response = await fetch(`${demo.url}/api/v1/keys`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key("acme", "management")}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      kind: "provisioning",
      name,
      purpose: "Forwards what happens in production.",
      recipient: "Security operations",
      role: "viewer",
      expires_at: new Date(Date.now() + 30 * DAY_MS).toISOString(),
      ...more,
    }),
  });
  expect(response.status).toBe(201);
  const { id, token } = await response.json();
  noteSecret(token);
  return { id, name, token };
}

/** A request as the recipient of a key would make it. */
const ask = (path: string, token: string, signal?: AbortSignal) =>
  fetch(`${demo.url}/api/v1/${path}`, { headers: { Authorization: `Bearer ${token}` }, ...(signal ? { signal } : {}) });
const statusOf = async (token: string) => (await ask("events?limit=1", token)).status;

async function open(page: Page, { id, name }: Issued): Promise<void> {
  await page.goto(`/t/acme/keys/${id}`);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}

const requests = (page: Page) => page.getByRole("region", { name: "Requests of this key" });

/** Rotates the key on its page; the new token. */
async function rotate(page: Page, name: string, grace: string): Promise<string> {
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: `Rotate ${name}?` });
  await dialog.getByRole("combobox", { name: "The present secret goes on for" }).click();
  await page.getByRole("option", { name: grace }).click();
  await dialog.getByRole("button", { name: "Rotate", exact: true }).click();
  await expect(page.getByText("It is shown only now.")).toBeVisible();
  const token = (await page.getByRole("region", { name: "token", exact: true }).innerText()).trim();
  allowSecretOnce(token);
  await page.getByRole("button", { name: "I have stored it" }).click();
  return token;
}

test.describe("the page of a key", () => {
  test.beforeEach(async ({ page }) => {
    // Anew, so that no dialog asks for a proof.
    await signIn(page, user("acme", "security_lead"));
  });

  test("shows each request as it is made, inside its scope and outside", async ({ page }) => {
    const tag = mark();
    const [inside, outside] = await send(
      ["prod", "staging"].map((environment) =>
        newEvent({ action: `${tag}.read`, category: "access", source: { ip: "203.0.113.9", via: "ui", environment } }),
      ),
    );
    const issued = await issue({ scope: { environments: ["prod"], query: `action:${tag}.read` } });
    await open(page, issued);
    await expect(page.getByText("It was not used in these 7 days.")).toBeVisible();
    await expect(page.getByText(/^1 of .* events in 30 days$/)).toBeVisible();
    await expect(page.getByText("live", { exact: true })).toBeVisible();

    const list = await ask(`events?q=action:${tag}.read`, issued.token);
    expect((await list.json()).records.map(({ id }: { id: string }) => id)).toEqual([inside!.id]);
    expect((await ask(`events/${outside!.id}`, issued.token)).status).toBe(404);
    const refused = requests(page).getByRole("row").filter({ hasText: "outside scope" });
    await expect(refused).toBeVisible({ timeout: 5_000 });
    const answered = requests(page)
      .getByRole("row")
      .filter({ hasText: `action:${tag}.read` });
    await expect(answered.getByRole("cell", { name: "1", exact: true })).toBeVisible();
    await expect(page.getByText(/^2 requests, 1 row, 1 refused$/)).toBeVisible();

    await page.getByText("As a table").click();
    await expect(page.getByRole("region", { name: "Use as a table" }).getByRole("row")).toHaveCount(2);
    await page.getByRole("link", { name: "show them" }).click();
    const events = page.getByRole("region", { name: "List of events" }).getByRole("row");
    await expect(events).toHaveCount(2);
    await page.goBack();
    await expect(page.getByText("1 refused request in the last day")).toBeVisible();
    await refused.getByRole("link").click();
    await expect(page.getByRole("heading", { name: /^Event #/, level: 1 })).toBeVisible();
  });

  test("rotate with a grace: both secrets work, the old one is told apart; cut: it is refused", async ({ page }) => {
    const issued = await issue();
    expect(await statusOf(issued.token)).toBe(200);
    await open(page, issued);
    const token = await rotate(page, issued.name, "1 hour");
    expect(token.split("_")[2]).toBe(issued.id);
    await expect(page.getByText(/^rotating, old secret ends in \d+ min$/)).toBeVisible();
    expect(await statusOf(token)).toBe(200);
    expect(await statusOf(issued.token)).toBe(200);
    const old = requests(page).getByRole("row").filter({ hasText: "old secret" });
    await expect(old).toHaveCount(1);

    await page.getByRole("button", { name: "Leaked: cut now" }).click();
    const dialog = page.getByRole("dialog", { name: `End the old secret of ${issued.name}?` });
    await expect(dialog).toContainText(/last used \d+ s ago/);
    await dialog.getByRole("button", { name: "Cut now" }).click();
    await expect(page.getByText("The old secret does not work any more.")).toBeVisible();
    await expect.poll(() => statusOf(issued.token), { timeout: 1_000 }).toBe(401);
    expect(await statusOf(token)).toBe(200);
    await expect(page.getByText(/^rotating/)).toHaveCount(0);
    await expect(old).toHaveCount(2);
  });

  test("a leaked secret ends at once when it is rotated without a grace", async ({ page }) => {
    const issued = await issue();
    await open(page, issued);
    const token = await rotate(page, issued.name, "Not at all: it has leaked");
    await expect.poll(() => statusOf(issued.token), { timeout: 1_000 }).toBe(401);
    expect(await statusOf(token)).toBe(200);
    await expect(page.getByRole("button", { name: "Leaked: cut now" })).toHaveCount(0);
  });

  test("revoke: refused within a second, an open tail ends, other keys go on", async ({ page }) => {
    const [issued, other] = [await issue(), await issue()];
    const gone = new AbortController();
    const tail = await ask("tail", issued.token, gone.signal);
    expect(tail.status).toBe(200);
    const following = tail.text();
    await open(page, issued);
    await page.getByRole("button", { name: "Revoke", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: `Revoke ${issued.name}?` });
    await expect(dialog).toContainText("Revokes 1 key, last used");
    const button = dialog.getByRole("button", { name: "Revoke", exact: true });
    await dialog.getByLabel("Reason").fill("The recipient has left.");
    await expect(button).toBeDisabled();
    await dialog.getByLabel(`Type ${issued.name} to confirm`).fill(issued.name);
    await button.click();
    await expect(page.getByText(`${issued.name} is revoked.`)).toBeVisible();
    await expect.poll(() => statusOf(issued.token), { timeout: 1_000 }).toBe(401);
    const late = setTimeout(() => gone.abort(), 5_000);
    expect(await following).toContain("event: end");
    clearTimeout(late);
    expect(await statusOf(other.token)).toBe(200);

    await expect(page.getByText(/^Revoked by Ana Ruiz/)).toBeVisible();
    await expect(page.getByText("The recipient has left.", { exact: true })).toBeVisible();
    for (const name of ["Rotate", "Revoke"])
      await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Edit" })).toHaveCount(0);
    await expect(requests(page).getByRole("row").filter({ hasText: "revoked" })).toBeVisible();
  });

  test("the data sheet tells the history and prints without what is around it", async ({ page }) => {
    const issued = await issue({ scope: { environments: ["prod"] }, masks: ["actor.email"], rotation_days: 30 });
    await open(page, issued);
    await rotate(page, issued.name, "7 days");
    await page.getByRole("link", { name: "Data sheet" }).click();
    const sheet = page.getByRole("article");
    await expect(sheet.getByRole("heading", { name: issued.name, level: 1 })).toBeVisible();
    await expect(sheet).toContainText("Forwards what happens in production.");
    await expect(sheet).toContainText("only prod; actor's e-mail address masked");
    await expect(sheet).toContainText("every 30 days");
    await expect(sheet).toContainText("rotating: its old secret works until");
    await expect(sheet.getByRole("table").getByRole("row")).toHaveCount(2);
    await expect(sheet.getByRole("table")).toContainText("Ana Ruiz");
    await expect(sheet).toContainText(/Made .* by Ana Ruiz/);
    // Every time with its zone.
    for (const time of (await sheet.innerText()).match(/\d+ \w{3} 20\d\d, [\d:]+.{0,6}/g)!)
      expect(time).toMatch(/ (UTC|GMT|CES?T)/);

    await page.evaluate(() => Object.assign(window, { print: () => document.body.setAttribute("data-printed", "") }));
    await page.getByRole("button", { name: "Print" }).click();
    await expect(page.locator("body[data-printed]")).toHaveCount(1);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByRole("button")).toHaveCount(0);
    await expect(sheet).toBeVisible();
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.length).toBeGreaterThan(10_000);
  });

  for (const colorScheme of ["light", "dark"] as const)
    test(`axe finds nothing and nothing scrolls sideways, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const issued = await issue();
      expect(await statusOf(issued.token)).toBe(200);
      expect((await ask("members", issued.token)).status).toBe(403);
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await open(page, issued);
        await expect(page.getByText(/events in 30 days$/)).toBeVisible();
        await expectSound(page);
        for (const [name, title] of [
          ["Rotate", "Rotate"],
          ["Revoke", "Revoke"],
        ] as const) {
          await page.getByRole("button", { name, exact: true }).click();
          await expect(page.getByRole("dialog", { name: `${title} ${issued.name}?` })).toBeVisible();
          await expectSound(page);
          await page.keyboard.press("Escape");
          await expect(page.getByRole("dialog")).toHaveCount(0);
        }
        await page.goto(`/t/acme/keys/${issued.id}/sheet`);
        await expect(page.getByRole("article")).toBeVisible();
        await expectSound(page);
      }
    });
});

test("whoever may only look at keys is offered no act; a key of another tenant is none", async ({ page }) => {
  const issued = await issue();
  await signIn(page, user("acme", "auditor"));
  await open(page, issued);
  await expect(page.getByRole("link", { name: "Data sheet" })).toBeVisible();
  for (const name of ["Rotate", "Revoke", "Leaked: cut now"])
    await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Edit" })).toHaveCount(0);
  const foreign = key("globex", "provisioning").split("_")[2];
  await page.goto(`/t/acme/keys/${foreign}`);
  await expect(page.getByRole("heading", { name: "There is nothing at this address" })).toBeVisible();
});
