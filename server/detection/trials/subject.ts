import type { TenantTransaction } from "../../access/index.ts";
import { readDetectorStates, readTenantTime } from "../consumer/setup.ts";
import { makeDetector } from "../engine/detectors/index.ts";
import type { Watch } from "../engine/engine.ts";
import { makeExclusions } from "../engine/exclusions.ts";
import { compileRules } from "../engine/rules/index.ts";
import type { TenantTime } from "../engine/tenant-time.ts";
import type { TrialSubject } from "../schemas.ts";

const TRIED = "00000000-0000-7000-8000-000000000000";

/** What a trial runs: the rule, or the detector with what is stored where the subject says nothing. AppError `invalid`. */
export async function watchOf(
  tx: TenantTransaction,
  subject: TrialSubject,
): Promise<{ watch: Watch; time: TenantTime; isTooCostly(): boolean }> {
  const time = await readTenantTime(tx);
  if ("rule" in subject) {
    const detector = compileRules([{ ...subject.rule, id: TRIED, version: 1 }]);
    const watch = { detector, exclusions: makeExclusions({ actors: [], networks: [] }) };
    return { time, watch, isTooCostly: () => detector.tooCostly().length > 0 };
  }
  const { detector: name, settings = {}, exclusions } = subject.detector;
  const stored = (await readDetectorStates(tx)).get(name)!;
  const detector = makeDetector(name, { ...stored.settings, ...settings }, time);
  const watch = { detector, exclusions: makeExclusions(exclusions ?? stored.exclusions) };
  return { time, watch, isTooCostly: () => false };
}
