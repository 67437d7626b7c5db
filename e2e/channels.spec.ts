import type { Page } from "@playwright/test";
import { isSigned, openWebhookReceiver, type WebhookReceiver } from "../tests/webhook-receiver.ts";
import { demo, signIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { expect, test } from "./test.ts";
import { makeWebhook, removeWebhooks, shownSecret } from "./webhooks.ts";

const mark = () => Math.random().toString(36).slice(2, 10);
const messages = (page: Page) => page.getByRole("list", { name: "Messages" }).locator("> li");

test.describe("channels", () => {
  let receiver: WebhookReceiver;
  test.beforeEach(async ({ page }) => {
    receiver = await openWebhookReceiver();
    await signIn(page, user("acme", "security_lead"));
  });
  test.afterEach(async () => {
    await receiver.close();
    await removeWebhooks();
  });

  test("a webhook shows its secret once, and a test arrives with a valid signature", async ({ page }) => {
    const { name, secret } = await makeWebhook(page, receiver.url);
    await expect(page.getByText(secret)).toHaveCount(0);
    await expect(page.getByText("Nothing was sent yet.")).toBeVisible();
    await page.getByRole("button", { name: "Send a test" }).click();
    const received = await receiver.next();
    expect(received.message.type).toBe("channel.test");
    expect(isSigned(secret, received)).toBe(true);
    await expect(messages(page)).toHaveCount(1);
    await expect(messages(page).first()).toContainText("delivered");
    await expect(messages(page).first()).toContainText("answered 204");
    await page.goto("/t/acme/channels");
    const row = page.getByRole("row", { name: new RegExp(name) });
    await expect(row).toContainText("high and above");
    await expect(row).toContainText("delivered");
  });

  test("what the receiver refuses stands in the log, and is sent again by hand", async ({ page }) => {
    await makeWebhook(page, receiver.url);
    receiver.answer = (_, response) => void response.writeHead(503).end();
    await page.getByRole("button", { name: "Send a test" }).click();
    const first = messages(page).first();
    await expect(first).toContainText("to be tried again, 1 failed");
    await expect(first).toContainText("503");
    await expect(first).toContainText("tried again in");
    receiver.answer = (_, response) => void response.writeHead(204).end();
    await first.getByRole("button", { name: "Retry now" }).click();
    await expect(first).toContainText("delivered");
    await expect(first.getByRole("list", { name: "Attempts" }).getByRole("listitem")).toHaveCount(2);
    expect(receiver.received.map(({ id }) => id)).toEqual([receiver.received[0]!.id, receiver.received[0]!.id]);
  });

  test("a rotated secret overlaps with the one before", async ({ page }) => {
    const { secret: before } = await makeWebhook(page, receiver.url);
    await page.getByRole("button", { name: "Rotate secret" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("a signature by each of the two");
    await dialog.getByRole("button", { name: "Rotate" }).click();
    const after = await shownSecret(page);
    expect(after).not.toBe(before);
    await page.getByRole("button", { name: "I have stored it" }).click();
    await expect(page.getByText(after)).toHaveCount(0);
    await page.getByRole("button", { name: "Send a test" }).click();
    const received = await receiver.next();
    expect([isSigned(before, received), isSigned(after, received)]).toEqual([true, true]);
    await expect(page.getByText(/and the one of/)).toBeVisible();
  });

  test("is switched off and on, changed and deleted", async ({ page }) => {
    const { name } = await makeWebhook(page, receiver.url);
    await page.getByRole("button", { name: "Switch off" }).click();
    await expect(page.getByRole("banner").or(page.locator("header")).getByText("off", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Send a test" })).toHaveCount(0);
    await page.getByRole("button", { name: "Switch on" }).click();
    await expect(page.getByRole("button", { name: "Send a test" })).toBeVisible();
    await page.getByRole("combobox", { name: "Query" }).fill("outcome:denied env:");
    await page.getByLabel("Name").click();
    await expect(page.getByText(/Position 20/)).toBeVisible();
    await page.getByRole("combobox", { name: "Query" }).fill("outcome:denied");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText(`${name} is saved.`)).toBeVisible();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("heading", { name: "Channels", level: 1 })).toBeVisible();
    await expect(page.getByRole("main").getByText(name)).toHaveCount(0);
  });

  test("an inside address is refused at its field", async ({ page }) => {
    await page.goto("/t/acme/channels/new?kind=webhook");
    await page.getByLabel("Name").fill("inside");
    await page.getByLabel("Address").fill("https://169.254.169.254/latest");
    await page.getByRole("button", { name: "Make the webhook" }).click();
    await expect(page.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
  });

  test("an e-mail channel goes to members, where the server sends mail", async ({ page }) => {
    const { email } = user("acme", "auditor");
    await page.goto("/t/acme/channels/new?kind=email");
    await page.getByLabel("Name").fill(`mail ${mark()}`);
    await page.getByRole("combobox", { name: "Members who get a mail" }).click();
    await page.getByRole("option", { name: email }).click();
    await page.getByLabel("Name").click();
    await page.getByRole("button", { name: "Make the channel" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "this server sends no mail" })).toBeVisible();
    await expect(page.getByRole("form").getByText(email)).toBeVisible();
  });

  test("is sound in light and dark, wide and narrow", async ({ page }) => {
    await makeWebhook(page, receiver.url);
    await page.getByRole("button", { name: "Send a test" }).click();
    await receiver.next();
    const own = new URL(page.url()).pathname;
    for (const colorScheme of ["light", "dark"] as const)
      for (const width of [1440, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        for (const path of ["/t/acme/channels", own, "/t/acme/channels/new?kind=webhook"]) {
          await page.goto(path);
          await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
          await expectSound(page);
        }
      }
  });

  test("of another tenant is not there; whoever may only look sees no acts and no whole address", async ({
    page,
    browser,
  }) => {
    await makeWebhook(page, receiver.url);
    const path = new URL(page.url()).pathname;
    const foreign = await page.goto(path.replace("/acme/", "/globex/"));
    expect(foreign?.status()).toBe(404);
    const auditor = await (await browser.newContext({ baseURL: demo.url })).newPage();
    await signIn(auditor, user("acme", "auditor"));
    await auditor.goto(path);
    await expect(auditor.getByRole("heading", { level: 1 })).toBeVisible();
    for (const name of ["Send a test", "Rotate secret", "Delete", "Save"])
      await expect(auditor.getByRole("button", { name })).toHaveCount(0);
    await expect(auditor.getByText("of-the-receiver")).toHaveCount(0);
  });
});
