import { demo, newEvent, send, signIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { allowSecretOnce, expect, type Page, test } from "./test.ts";

const mark = () => Math.random().toString(36).slice(2, 8);
const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });

/** A request as the recipient of a key would make it. */
const ask = (path: string, token: string) =>
  fetch(`${demo.url}/api/v1/${path}`, { headers: { Authorization: `Bearer ${token}` } });

/** Fills in what every key needs. */
async function begin(page: Page, name: string, kind = "provisioning"): Promise<void> {
  await page.goto(`/t/acme/keys/new?kind=${kind}`);
  await expect(page.getByRole("heading", { name: "New key", level: 1 })).toBeVisible();
  await field(page, "Name").fill(name);
  await field(page, "Recipient").fill("Security operations");
  await field(page, "Purpose").fill("Forwards what happens in production to the security team.");
}

/** Issues what the form says, and takes down the token while it is shown. */
async function issue(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Issue key" }).click();
  await expect(page.getByText("It is shown only now.")).toBeVisible();
  const token = (await page.getByRole("region", { name: "token", exact: true }).innerText()).trim();
  allowSecretOnce(token);
  return token;
}

test.describe("keys", () => {
  test.beforeEach(async ({ page }) => {
    // Anew, so that no dialog asks for a proof.
    await signIn(page, user("acme", "security_lead"));
  });

  test("issue a scoped and masked key, and use it inside and outside its scope", async ({ page }) => {
    const tag = mark();
    const email = `${tag}@secret.example`;
    const event = (environment: string) =>
      newEvent({
        action: `${tag}.read`,
        category: "access",
        actor: { type: "user", id: `u_${tag}`, name: "Noor Haddad", email },
        source: { ip: "203.0.113.9", via: "ui", environment },
      });
    const [inside, outside] = await send([event("prod"), event("staging")]);

    await page.goto("/t/acme/keys");
    await page.getByRole("link", { name: "Issue key" }).click();
    await begin(page, `forwarder ${tag}`);
    await field(page, "Query").fill(`env:prod action:${tag}.read`);
    await page.getByRole("combobox", { name: "Masked fields" }).click();
    await page.getByRole("option", { name: "Actor's e-mail address" }).click();
    await page.keyboard.press("Escape");
    const effect = page.getByRole("complementary", { name: "Effect" });
    await expect(effect.getByText(/^1 of .*events of the last 30 days/)).toBeVisible();
    await expect(effect.getByRole("listitem")).toHaveCount(1);
    await expect(effect.getByRole("listitem")).toContainText("masked: actor.email");
    await expect(effect.getByText(`only prod; only ${tag}.read; actor's e-mail address masked`)).toBeVisible();
    await page.getByRole("textbox", { name: "Requests a minute" }).fill("60");
    await page.getByRole("button", { name: "30 days" }).click();
    await expect(effect.getByText("60 requests/min")).toBeVisible();
    await expect(effect.getByText(/in 30 days$/)).toBeVisible();

    const token = await issue(page);
    expect(token).toMatch(/^st_prv_/);
    await expect(page.getByRole("region", { name: "command that uses the token" })).toContainText(
      `curl -G ${demo.url}/api/v1/events`,
    );
    const list = await ask(`events?q=action:${tag}.read`, token);
    expect(list.status).toBe(200);
    const text = await list.text();
    expect(JSON.parse(text).records.map((record: { seq: number }) => record.seq)).toEqual([inside!.seq]);
    expect(text).not.toContain(email);
    expect((await ask(`events/${outside!.id}`, token)).status).toBe(404);
    expect((await ask("events?q=actor.email:noor", token)).status).toBe(422);
    expect((await ask("members", token)).status).toBe(403);

    await page.getByRole("link", { name: "Members" }).click();
    const leaving = page.getByRole("dialog", { name: "Leave without the token?" });
    await leaving.getByRole("button", { name: "Stay" }).click();
    await page.getByRole("button", { name: "I have stored it" }).click();
    const id = token.split("_")[2]!;
    await expect(page).toHaveURL(new RegExp(`/t/acme/keys/${id}$`));

    await page.goto(`/t/acme/keys?q=${tag}`);
    const row = page.getByRole("table", { name: "Keys" }).getByRole("row").nth(1);
    await expect(row).toContainText(`forwarder ${tag}`);
    await expect(row).toContainText("Security operations");
    await expect(row).toContainText("active");
    await expect(row).toContainText("3 refused");
    await expect(row.getByRole("link")).toHaveAttribute("href", `/t/acme/keys/${id}`);
    await expect(page.getByRole("table", { name: "Keys" }).getByRole("row")).toHaveCount(2);
  });

  test("a changed scope holds from the next request on, and what is not saved is not lost by accident", async ({
    page,
  }) => {
    const tag = mark();
    const [sent] = await send([newEvent({ action: `${tag}.read`, category: "access" })]);
    await begin(page, `changing ${tag}`);
    const token = await issue(page);
    expect((await ask(`events/${sent!.id}`, token)).status).toBe(200);

    await page.goto(`/t/acme/keys/${token.split("_")[2]}/edit`);
    await expect(field(page, "Name")).toHaveValue(`changing ${tag}`);
    await expect(page.getByRole("button", { name: "Save", exact: true })).toBeDisabled();
    await field(page, "Query").fill(`env:prod -action:${tag}.read`);
    await page.getByRole("link", { name: "Events", exact: true }).click();
    const leaving = page.getByRole("dialog", { name: "Leave without saving?" });
    await leaving.getByRole("button", { name: "Stay" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText("Saved. It holds from the key’s next request on.")).toBeVisible();
    expect((await ask(`events/${sent!.id}`, token)).status).toBe(404);
  });

  test("what is wrong is said at its field", async ({ page }) => {
    const tag = mark();
    await begin(page, `wrong ${tag}`);
    const purpose = field(page, "Purpose");
    await purpose.fill("");
    const addresses = page.getByRole("combobox", { name: "Addresses" });
    await addresses.fill("203.0.113.0/28, 300.1.1.1");
    await addresses.press("Enter");
    await page.getByRole("button", { name: "Issue key" }).click();
    await expect(purpose).toHaveAccessibleDescription(/must not be empty/);
    await expect(purpose).toBeFocused();
    await expect(page.getByText(/^300\.1\.1\.1 must be an address or a block/)).toBeVisible();
    await purpose.fill("Reads for a while");
    await expect(purpose).not.toHaveAccessibleDescription(/must not be empty/);
    await expect(page.getByText(/^300\.1\.1\.1 must be an address or a block/)).toBeVisible();
    await addresses.press("Backspace");

    const last = page.getByLabel("Last day");
    await last.fill("2199-01-01");
    await page.getByRole("button", { name: "Issue key" }).click();
    await expect(last).toHaveAccessibleDescription(/must be within \d+ days/);
    await last.fill("");
    await page.getByRole("button", { name: "Issue key" }).click();
    await expect(last).toHaveAccessibleDescription(/is required/);
    await field(page, "Query").fill("env:prod actoin:x");
    await expect(page.getByText(/Position 10: .*did you mean action\?/)).toBeVisible();
    await page.goto("/t/acme/keys?state=all");
    await expect(page.getByRole("link", { name: `wrong ${tag}` })).toHaveCount(0);
  });

  test("an ingest key only appends, and its command does", async ({ page }) => {
    const tag = mark();
    await begin(page, `appender ${tag}`, "ingest");
    await expect(page.getByRole("combobox", { name: "Masked fields" })).toHaveCount(0);
    const token = await issue(page);
    expect(token).toMatch(/^st_ing_/);
    const [receipt] = await send([newEvent({ action: `${tag}.read` })], token);
    expect(receipt!.seq).toBeGreaterThan(0);
    expect((await ask("events", token)).status).toBe(403);
  });

  test("filter and text stand in the address, and what is to be done leads to the keys that it is about", async ({
    page,
  }) => {
    await page.goto("/t/acme/keys");
    await page.getByText(/^Ended/).click();
    await expect(page).toHaveURL(/state=ended/);
    await page.getByRole("searchbox", { name: "Filter keys" }).fill("nothing has this name");
    await expect(page).toHaveURL(/state=ended&q=nothing/);
    await expect(page.getByText("No key that has ended has “nothing has this name”")).toBeVisible();
    await page.goBack();
    await expect(page).toHaveURL(/\/keys$/);
    await page.getByRole("list", { name: "To be done" }).getByRole("link").first().click();
    await expect(page).toHaveURL(/state=attention/);
    await expect(page.getByRole("table", { name: "Keys" })).toBeVisible();
  });

  test("the policy of keys is changed in the settings", async ({ page }) => {
    await page.goto("/t/acme/settings");
    const card = page.getByRole("form", { name: "Keys" });
    const unused = card.getByRole("combobox", { name: "A key suspends itself when unused for" });
    const before = await unused.inputValue();
    const choose = async (label: string) => {
      await unused.click();
      await page.getByRole("option", { name: label, exact: true }).click();
      await card.getByRole("button", { name: "Save" }).click();
      await expect(card.getByText("Saved.")).toBeVisible();
    };
    await choose("180 days");
    await page.reload();
    await expect(unused).toHaveValue("180 days");
    await choose(before);
  });

  for (const colorScheme of ["light", "dark"] as const)
    test(`axe finds nothing and nothing scrolls sideways, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto("/t/acme/keys?state=all");
        await expect(page.getByRole("table", { name: "Keys" })).toBeVisible();
        await expectSound(page);
        await page.goto("/t/acme/keys/new");
        await expect(page.getByText(/events of the last 30 days/)).toBeVisible();
        await expectSound(page);
        await page.getByRole("button", { name: "Issue key" }).click();
        await expect(page.getByText("must not be empty").first()).toBeVisible();
        await expectSound(page);
      }
      await begin(page, `sound ${mark()}`);
      await issue(page);
      await expectSound(page);
    });
});

test("whoever may not issue keys is not led to, and is told so", async ({ page }) => {
  await signIn(page, user("acme", "auditor"));
  await page.goto("/t/acme/keys");
  await expect(page.getByRole("table", { name: "Keys" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Issue key" })).toHaveCount(0);
  await page.goto("/t/acme/keys/new");
  await expect(page.getByRole("heading", { name: "Your role may not issue keys" })).toBeVisible();
});
