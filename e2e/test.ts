import { type Browser, type BrowserContext, test as base, expect, type Request } from "@playwright/test";
import { type PageAnswer, wrongAnswers } from "../tests/secrets/pages.ts";
import { notedSecrets, noteLooked, noteSecret, noteSighting } from "../tests/secrets/register.ts";
import { demo } from "./demo.ts";

export { expect, type Page, type Route } from "@playwright/test";

const TEXT = /^(text\/(html|plain|x-component|css|csv)|application\/(json|javascript)|text\/javascript)/;
const LED_TO = "x-action-redirect";
const answers: PageAnswer[] = [];
const shownOnce = new Set<string>();
for (const { password } of demo.users) noteSecret(password);
for (const { token } of demo.keys) noteSecret(token);

/** Notes a secret that a page has just shown as the one page that may: a second answer with it, or a trace of it anywhere, fails the run. */
export function allowSecretOnce(secret: string): void {
  noteSecret(secret);
  shownOnce.add(secret);
}

/** Whether the demo shows this secret on purpose: its people's passwords on the sign-in page, its ingest keys on the Send events page. */
function isOnPurpose(secret: string, page: string): boolean {
  if (demo.users.some((one) => one.password === secret)) return page === "/signin";
  const key = demo.keys.find((one) => one.token === secret);
  return key?.kind === "ingest" && page === `/t/${key.tenant}/sources`;
}

/** Keeps the body of every text that any page of the context gets. */
function watch(context: BrowserContext): void {
  const reading = new Set<Promise<void>>();
  const read = async (request: Request) => {
    const response = await request.response();
    const headers = response?.headers() ?? {};
    if (!response || !TEXT.test(headers["content-type"] ?? "")) return;
    const url = new URL(response.url());
    const page = headers[LED_TO] ? new URL(headers[LED_TO].split(";")[0]!, url).pathname : url.pathname;
    answers.push({ url, page, body: await response.body() });
  };
  context.on("requestfinished", (request) => {
    // A body is gone once its page has left it.
    const one = read(request).catch(() => {});
    reading.add(one);
    void one.finally(() => reading.delete(one));
  });
  const close = context.close.bind(context);
  context.close = async (options) => {
    await Promise.all(reading);
    await close(options);
  };
}

/** Every journey's `test`: what its pages got is searched for secrets when it ends. */
export const test = base.extend<{ secretsKept: undefined }, { watchedBrowser: Browser }>({
  watchedBrowser: [
    async ({ browser }, use) => {
      const newContext = browser.newContext.bind(browser);
      browser.newContext = async (options) => {
        const context = await newContext(options);
        watch(context);
        return context;
      };
      await use(browser);
    },
    { scope: "worker", auto: true },
  ],
  secretsKept: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      await use(undefined);
      const bytes = answers.reduce((sum, { body }) => sum + body.length, 0);
      const wrong = wrongAnswers(answers, { secrets: notedSecrets(), shownOnce, isOnPurpose });
      answers.length = 0;
      noteLooked("pages", bytes);
      for (const { page, secret } of wrong) noteSighting({ place: "pages", where: page, line: 1, secret });
      expect(wrong.map(({ page, secret }) => `${page} shows ${secret.slice(0, 12)}...`)).toEqual([]);
    },
    { auto: true },
  ],
});
