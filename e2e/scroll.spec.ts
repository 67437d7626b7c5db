import { signedIn, user } from "./demo.ts";
import { loadRows, scrollFrames } from "./list.ts";
import { expect, test } from "./test.ts";

const LOADED = 10_000;
const RUNS = 5;

// Recording what the page does costs frames.
test.use({ trace: "off" });

test("ten thousand loaded events scroll without a long frame, and few of them are in the document", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await signedIn(page, user("acme", "owner"));
  await page.goto("/t/acme/events?range=all");
  await loadRows(page, LOADED, 120_000);
  // A machine that is busy with something else for a moment gets another round; a page that is slow gets none that passes.
  await expect(async () => {
    const runs = [];
    for (let run = 0; run < RUNS; run++)
      runs.push(await scrollFrames(page, { fromPx: run * 40_000, pxPerSecond: 3_000, ms: 1_500 }));
    expect(Math.max(...runs.map((run) => run.rowsMax))).toBeLessThan(200);
    const worst = runs.map((run) => run.worstMs).sort((a, b) => a - b);
    expect(worst[Math.floor(RUNS / 2)]).toBeLessThan(50);
  }).toPass({ timeout: 90_000 });
});
