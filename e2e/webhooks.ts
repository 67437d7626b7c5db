import { expect, type Page } from "@playwright/test";
import { demo, key } from "./demo.ts";
import { allowSecretOnce } from "./test.ts";

const SECRET = /whsec_[A-Za-z0-9+/=]{44}/;

/** The secret that the page shows this once. */
export async function shownSecret(page: Page): Promise<string> {
  const shown = page.getByRole("region", { name: "secret", exact: true });
  await expect(shown).toContainText(SECRET);
  const secret = SECRET.exec(await shown.innerText())![0];
  allowSecretOnce(secret);
  return secret;
}

/** Makes a webhook of Acme's by the page, and ends on the channel's own. */
export async function makeWebhook(
  page: Page,
  url: string,
  severity = "high",
): Promise<{ name: string; secret: string }> {
  const name = `pager ${Math.random().toString(36).slice(2, 10)}`;
  await page.goto("/t/acme/channels/new?kind=webhook");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Address").fill(url);
  await page.getByText(severity, { exact: true }).click();
  await page.getByRole("button", { name: "Make the webhook" }).click();
  const secret = await shownSecret(page);
  await page.getByRole("button", { name: /I have stored it/ }).click();
  await expect(page.getByRole("heading", { name: "Delivery log" })).toBeVisible();
  return { name, secret };
}

/** Deletes the webhooks of Acme's that makeWebhook made: a tenant has few, and nobody listens there any more. */
export async function removeWebhooks(): Promise<void> {
  const headers = { Authorization: `Bearer ${key("acme", "management")}` };
  const response = await fetch(`${demo.url}/api/v1/channels`, { headers });
  const { channels } = (await response.json()) as { channels: { id: string; name: string }[] };
  for (const { id } of channels.filter(({ name }) => name.startsWith("pager ")))
    expect((await fetch(`${demo.url}/api/v1/channels/${id}`, { method: "DELETE", headers })).status).toBe(204);
}
