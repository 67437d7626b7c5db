import { chromium, type Page } from "@playwright/test";
import { type Frames, loadRows, pageThread, scrollFrames } from "../e2e/list.ts";
import { ensureBuilt } from "../scripts/build.ts";
import { CHROMIUM_FLAGS, findChromium } from "../scripts/chromium.ts";
import { prepareReader, signIn } from "./reader.ts";
import { atLeast, atMost, figure, type ResultRow } from "./results.ts";
import { type Stand, say } from "./stand.ts";
import { median } from "./statistics.ts";

const SLUG = "scroll";
const LOADED_ROWS = 100_000;
const EVENTS = 102_000;
const STEP_MS = 20_000;
const ROW_PX = 32;
const TENANT = { slug: SLUG, events: EVENTS, stepMs: STEP_MS, seed: 7 };
const RUNS = 5;
const RUN_MS = 4_000;
const FRAME_MS = 16.6;
const LOADING_MS_MAX = 600_000;
const VIEWPORT = { width: 1440, height: 900 };
const WAYS = [
  { name: "reading, 600 px/s", pxPerSecond: 600 },
  { name: "flinging, 6,000 px/s", pxPerSecond: 6_000 },
  { name: "dragging the bar, 400,000 px/s", pxPerSecond: 400_000 },
];

/** Frames of the Events page in a real browser, with 100,000 events loaded by scrolling down to them. */
export async function measureScroll(stand: Stand): Promise<ResultRow[]> {
  await ensureBuilt(say);
  const reader = await stand.withRuntime((open) => prepareReader(stand, open, TENANT));
  const web = await stand.startWeb();
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
  try {
    const page = await browser.newPage({ viewport: VIEWPORT, baseURL: stand.variables.SEALTRAIL_URL! });
    await signIn(page, reader);
    await page.goto(`/t/${SLUG}/events?range=all`);
    const beganMs = performance.now();
    await loadRows(page, LOADED_ROWS, LOADING_MS_MAX);
    const loadedS = (performance.now() - beganMs) / 1_000;
    say(`${LOADED_ROWS.toLocaleString("en")} events loaded in ${Math.round(loadedS)} s`);
    const rows: ResultRow[] = [];
    for (const way of WAYS) rows.push(...(await measureWay(page, way)));
    return [...rows, figure("loading 100,000 events by scrolling to the end", loadedS, "s")];
  } finally {
    await browser.close();
    await web.close();
  }
}

async function measureWay(page: Page, { name, pxPerSecond }: (typeof WAYS)[number]): Promise<ResultRow[]> {
  const runs: Frames[] = [];
  const lastPx = LOADED_ROWS * ROW_PX - (pxPerSecond * RUN_MS) / 1_000;
  const cpuMs: number[] = [];
  const usedMs = await pageThread(page);
  for (let run = 0; run < RUNS; run++) {
    const before = await usedMs();
    const frames = await scrollFrames(page, { fromPx: (lastPx * run) / RUNS, pxPerSecond, ms: RUN_MS });
    runs.push(frames);
    cpuMs.push(((await usedMs()) - before) / frames.count);
  }
  const middle = (of: (run: Frames) => number) => median(runs.map(of));
  const perSecond = middle((run) => run.perSecond);
  say(`${name}: ${perSecond.toFixed(1)} frames/s`);
  const what = `100,000 loaded rows, ${name}, median of ${RUNS} runs`;
  const p95Ms = middle((run) => run.p95Ms);
  const worstMs = middle((run) => run.worstMs);
  const rowsMax = Math.max(...runs.map((run) => run.rowsMax));
  return [
    figure(`${what}: frames`, perSecond, "frames/s", atLeast(59)),
    figure(`${what}: frame, p95`, p95Ms, "ms", atMost(20)),
    figure(`${what}: worst frame`, worstMs, "ms"),
    figure(`${what}: processor time of the page's thread a frame`, median(cpuMs), "ms", atMost(FRAME_MS)),
    figure(`${what}: rows in the document`, rowsMax, "rows", atMost(200)),
  ];
}
