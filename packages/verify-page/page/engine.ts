import { type BundleProgress, type BundleReport, examineBundle, runSteps, unpackBundle } from "../../tlog/index.ts";

const WORK_MS = 40;

/** Runs steps to their end, and lets the browser draw every 40 ms. */
export async function inTurns<T>(
  steps: Generator<BundleProgress, T>,
  onProgress: (progress: BundleProgress) => void,
): Promise<T> {
  let pauseAt = 0;
  for (;;) {
    const { value, done } = steps.next();
    if (done) return value;
    if (performance.now() < pauseAt) continue;
    onProgress(value);
    await new Promise((resolve) => setTimeout(resolve));
    pauseAt = performance.now() + WORK_MS;
  }
}

/** The whole check at once, with nothing but the bytes and the key. */
export function verifyZip(zip: Uint8Array, vkey: string): BundleReport {
  return runSteps(examineBundle(runSteps(unpackBundle(zip)), vkey));
}
