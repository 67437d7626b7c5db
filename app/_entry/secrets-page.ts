import "server-only";
import { type SecretsAddress, secretsInput } from "#components/secrets/secrets-address.ts";
import type { SecretsContent } from "#components/secrets/secrets-screen.tsx";
import { listEvents } from "#server/events/index.ts";
import { getSecret, getSecretPolicy, listRotations, listSecrets } from "#server/secrets/index.ts";
import { openAlertsAbout } from "./alerts-page.ts";
import { attempt } from "./fault.ts";
import type { Viewer } from "./viewer.ts";

const ROTATIONS_SHOWN = 8;

/** What the open tab of the Secrets page shows. */
export const secretsPage = ({ context }: Viewer, address: SecretsAddress) =>
  attempt(context.origin.endpoint ?? "", async (): Promise<SecretsContent> => {
    switch (address.tab) {
      case "rotations":
        return { tab: "rotations", calendar: await listRotations(context) };
      case "policy":
        return { tab: "policy", policy: await getSecretPolicy(context) };
      default:
        return { tab: "secrets", list: await listSecrets(context, secretsInput(address)) };
    }
  });

/** One secret with its newest rotations. */
export const secretPage = (viewer: Viewer, of: { type: string; id: string }) =>
  attempt(viewer.context.origin.endpoint ?? "", async () => {
    const secret = await getSecret(viewer.context, of);
    const { records } =
      secret.rotations === 0 || secret.rotationsLink === null
        ? { records: [] }
        : await listEvents(viewer.context, { q: secret.rotationsLink.q, limit: ROTATIONS_SHOWN });
    const openAlerts = await openAlertsAbout(viewer, { type: "target", id: secret.id });
    return { secret, rotations: records, openAlerts };
  });
