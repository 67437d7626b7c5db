import { changesBetween, inTenant, type TenantContext } from "../../access/index.ts";
import { parseInput } from "../../parse-input.ts";
import { canonicalBlock } from "../../query/index.ts";
import { runtime } from "../../runtime.ts";
import { readDetectorStates } from "../consumer/setup.ts";
import { readSettings } from "../engine/detectors/index.ts";
import { type DetectorUpdate, detectorUpdate } from "../schemas.ts";

/**
 * Switches a detector on or off, changes its settings and whom it leaves alone; what is absent stays. It holds from the next events on: nothing
 * that was found is taken back. AppError `invalid` with the path of what cannot be.
 */
export async function updateDetector(context: TenantContext, input: DetectorUpdate): Promise<void> {
  const { detector, isOn, settings, exclusions } = parseInput(detectorUpdate, input);
  await inTenant(context, "rules.manage", async (tx) => {
    // Two who change it at once: the second sees what the first did.
    await tx.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", [
      `detector:${tx.tenantId}:${detector}`,
    ]);
    const before = (await readDetectorStates(tx)).get(detector)!;
    const after = {
      isOn: isOn ?? before.isOn,
      settings: settings ? { ...before.settings, ...settings } : before.settings,
      exclusions: exclusions
        ? {
            actors: [...new Set(exclusions.actors)],
            networks: [...new Set(exclusions.networks.map((block) => canonicalBlock(block)!.text))],
          }
        : before.exclusions,
    };
    readSettings(detector, after.settings);
    const changes = changesBetween(
      { is_on: before.isOn, settings: before.settings, exclusions: before.exclusions },
      { is_on: after.isOn, settings: after.settings, exclusions: after.exclusions },
    );
    if (changes.length === 0) return;
    const data = {
      isOn: after.isOn,
      settings: JSON.parse(JSON.stringify(after.settings)),
      exclusions: JSON.parse(JSON.stringify(after.exclusions)),
      updatedAt: runtime().clock.now(),
      updatedBy: context.caller.name,
    };
    await tx.db.detectorSetting.upsert({
      where: { tenantId_detector: { tenantId: tx.tenantId, detector } },
      create: { tenantId: tx.tenantId, detector, ...data },
      update: data,
    });
    tx.record("detector.updated", {
      targets: [{ type: "detector", id: detector }],
      changes,
      ...(after.isOn ? {} : { metadata: { is_on: false } }),
    });
  });
}
