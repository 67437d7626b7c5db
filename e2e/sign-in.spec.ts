import { demo, signIn, user } from "./demo.ts";
import { expect, test } from "./test.ts";

const owner = user("acme", "owner");

test("the sign-in page offers the demo's people and signs one in with one click", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/signin/);
  for (const { email } of demo.users.filter((one) => one.tenant === "acme"))
    await expect(page.getByText(email)).toBeVisible();
  await page.getByRole("button", { name: new RegExp(user("acme", "auditor").email) }).click();
  await expect(page).toHaveURL(/\/t\/acme\/overview/);
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
});

test("a wrong password and an unknown address are told apart by nothing", async ({ page }) => {
  const words: string[] = [];
  for (const email of [user("acme", "viewer").email, "nobody@acme-robotics.example"]) {
    await page.goto("/signin");
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("textbox", { name: "Password" }).fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    const alert = page.getByRole("alert").filter({ hasText: /\S/ });
    await expect(alert).toContainText("wrong");
    words.push(await alert.innerText());
  }
  expect(words[0]).toBe(words[1]);
  await expect(page).toHaveURL(/\/signin/);
});

test("signing out ends the session for good, also for a copied cookie", async ({ page, browser }) => {
  await signIn(page, owner);
  const cookies = await page.context().cookies();
  const session = cookies.find((cookie) => cookie.name.endsWith("next-auth.session-token"))!;
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  await page.getByRole("button", { name: /account and theme/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/signin/);
  const thief = await browser.newContext();
  await thief.addCookies(cookies);
  const other = await thief.newPage();
  await other.goto(`${demo.url}/t/acme/events`);
  await expect(other).toHaveURL(/\/signin/);
  const api = await other.request.get(`${demo.url}/api/v1/events?tenant=acme`);
  expect(api.status()).toBe(401);
  await thief.close();
});

test("another tenant's pages and data are not there", async ({ page }) => {
  await signIn(page, user("globex", "owner"));
  await expect(page).toHaveURL(/\/t\/globex\/overview/);
  const response = await page.goto("/t/acme/events");
  expect(response!.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Events", level: 1 })).toHaveCount(0);
  for (const path of ["events?tenant=acme", "checkpoints/latest?tenant=acme", "tail?tenant=acme"]) {
    expect((await page.request.get(`/api/v1/${path}`)).status()).toBe(404);
  }
});

test("a foreign address to return to is ignored", async ({ page }) => {
  await page.goto("/signin?callbackUrl=https%3A%2F%2Fexample.com%2F");
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByRole("textbox", { name: "Password" }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`^${demo.url}/t/acme/overview`));
});

test("sign-in, failed sign-in and sign-out are in the trail", async ({ page }) => {
  await signIn(page, owner);
  await page.goto("/t/acme/events?q=origin%3Asealtrail&range=24h");
  const grid = page.getByRole("grid", { name: "Events" }).or(page.getByRole("table", { name: "Events" }));
  await expect(grid.getByText("signed in").first()).toBeVisible();
  const list = await page.request.get("/api/v1/events?tenant=acme&q=origin:sealtrail&limit=200");
  const actions = new Set(
    (await list.json()).records.map((record: { event: { action: string } }) => record.event.action),
  );
  for (const action of ["person.signed_in", "person.signed_out", "person.sign_in_failed", "events.searched"])
    expect(actions).toContain(action);
});
