import { gzipSync } from "node:zlib";
import { type Browser, chromium } from "@playwright/test";
import { choosePort } from "../processes/embedded-postgres/port.ts";
import { findChromium } from "../scripts/chromium.ts";
import {
  findLighthouse,
  LIGHTHOUSE_VERSION,
  type LighthouseForm,
  type LighthouseReport,
  runLighthouse,
} from "./lighthouse.ts";
import { answerTimes, type PageVisitor, signInVisitor } from "./page-answers.ts";
import { atLeast, atMost, figure, notMeasured, type ResultRow } from "./results.ts";
import { type SearchSet, shortCount } from "./search-data.ts";
import { say } from "./stand.ts";
import { latenciesOf, median } from "./statistics.ts";
import type { WebProcess } from "./web-process.ts";

const REQUESTS = 60;
const WARM_UP_REQUESTS = 20;
const LIGHTHOUSE_RUNS = 3;
const QUIET_MS = 2_000;
const FORMS = ["desktop", "mobile"] as const;
const NOT_INSTALLED = "npm could not install Lighthouse";

type Visitor = PageVisitor & { path: string };

/** The events page of the largest tenant, opened by a signed-in person whose browser has nothing of it yet. */
export async function measurePage(set: SearchSet, web: WebProcess): Promise<ResultRow[]> {
  const visitor = { ...(await signInVisitor(set, web)), path: `/t/${set.largest.slug}/events` };
  const rows = await measureAnswer(visitor, set.events);
  const port = await choosePort(undefined);
  const browser = await chromium.launch({
    executablePath: await findChromium({ install: true }),
    args: ["--no-sandbox", `--remote-debugging-port=${port}`],
  });
  try {
    return [...rows, ...(await measureScripts(browser, visitor)), ...(await measureLighthouse(browser, visitor, port))];
  } finally {
    await browser.close();
  }
}

async function measureAnswer(visitor: Visitor, events: number): Promise<ResultRow[]> {
  await answerTimes(visitor, visitor.path, WARM_UP_REQUESTS);
  const { p50, p95, max } = latenciesOf(await answerTimes(visitor, visitor.path, REQUESTS));
  const what = `events page with ${shortCount(events)} events behind it, server's answer`;
  return [
    figure(`${what}, p95 of ${REQUESTS}`, p95, "ms", atMost(150)),
    figure(`${what}, p50`, p50, "ms"),
    figure(`${what}, max`, max, "ms"),
  ];
}

/** Every script that the page loads until its network is quiet: as sent where the server compresses, else as gzip -9 would make it. */
async function measureScripts(browser: Browser, { origin, path, cookie }: Visitor): Promise<ResultRow[]> {
  const context = await browser.newContext();
  await context.addCookies([{ ...cookie, url: origin }]);
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    sizes.push(
      (async () => {
        const body = await response.body();
        const isCompressed = "content-encoding" in (await response.allHeaders());
        return isCompressed ? (await response.request().sizes()).responseBodySize : gzipSync(body, { level: 9 }).length;
      })(),
    );
  });
  await page.goto(origin + path, { waitUntil: "load" });
  await page.getByRole("main").waitFor();
  await page.waitForTimeout(QUIET_MS);
  const bytes = (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0);
  await context.close();
  return [figure(`JavaScript of the events page, gzipped, ${sizes.length} files`, bytes / 1_000, "kB", atMost(350))];
}

/** Lighthouse's medians, by its desktop and its mobile conditions: the latter slow the processor down by four and have a slow 4G network. */
async function measureLighthouse(browser: Browser, visitor: Visitor, port: number): Promise<ResultRow[]> {
  const cli = findLighthouse();
  const session = await browser.newBrowserCDPSession();
  const cookies = [{ ...visitor.cookie, url: visitor.origin, httpOnly: true }];
  const rows: ResultRow[] = [];
  for (const form of FORMS) {
    const what = `Lighthouse ${LIGHTHOUSE_VERSION} of the events page, ${form}, median of ${LIGHTHOUSE_RUNS}`;
    const [performance, accessibility] = [`${what}: performance`, `${what}: accessibility`];
    if (cli === undefined) {
      rows.push(notMeasured(performance, "of 100", NOT_INSTALLED, atLeast(90)));
      rows.push(notMeasured(accessibility, "of 100", NOT_INSTALLED, atLeast(100)));
      continue;
    }
    const reports: LighthouseReport[] = [];
    for (let run = 0; run < LIGHTHOUSE_RUNS; run++) {
      // A run forgets the sign-in with all else.
      await session.send("Storage.setCookies", { cookies });
      reports.push(await lookAt(cli, visitor, { port, form }));
    }
    const scores = (name: "performance" | "accessibility") => median(reports.map((report) => report[name]));
    rows.push(figure(performance, scores("performance"), "of 100", atLeast(90)));
    rows.push(figure(accessibility, scores("accessibility"), "of 100", atLeast(100)));
  }
  return rows;
}

async function lookAt(
  cli: string,
  { origin, path }: Visitor,
  { port, form }: { port: number; form: LighthouseForm },
): Promise<LighthouseReport> {
  const report = await runLighthouse(cli, { url: origin + path, port, form });
  if (new URL(report.finalUrl).pathname !== path) throw new Error(`Lighthouse saw ${report.finalUrl}`);
  const faults = report.faults.length > 0 ? `; faults: ${report.faults.join(", ")}` : "";
  say(`Lighthouse ${form}: ${report.performance}, ${report.accessibility}; ${report.times}${faults}`);
  return report;
}
