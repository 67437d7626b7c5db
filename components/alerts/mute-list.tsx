import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { AlertMute } from "#server/alerts/index.ts";
import { visibleLine } from "#wording";
import { absoluteTime } from "../events/times.ts";
import { useNowMs } from "../frame/clock.tsx";
import { aheadText } from "../keys/key-words.ts";
import { useAct } from "../ui/use-act.ts";
import type { AlertActs } from "./alert-acts.ts";
import { muteScope } from "./alert-words.ts";
import classes from "./alerts.module.css";

interface Props {
  tenant: { slug: string; timeZone: string };
  mutes: readonly AlertMute[];
  mayEnd: boolean;
  endMute: AlertActs["endMute"];
  onEnded: () => void;
}

/** The mutes that last, with what each covers and why. */
export function MuteList({ tenant, mutes, mayEnd, endMute, onEnded }: Props) {
  const active = mutes.filter(({ isActive }) => isActive);
  if (active.length === 0) return null;
  return (
    <section className={classes.card} aria-labelledby="mutes-title">
      <div className={classes.muteHead}>
        <h2 id="mutes-title">What is muted</h2>
      </div>
      <ul className={classes.mutes}>
        {active.map((mute) => (
          <Mute key={mute.id} of={mute} tenant={tenant} mayEnd={mayEnd} endMute={endMute} onEnded={onEnded} />
        ))}
      </ul>
    </section>
  );
}

function Mute({ of, tenant, mayEnd, endMute, onEnded }: Omit<Props, "mutes"> & { of: AlertMute }) {
  const nowMs = useNowMs();
  const end = useAct(
    async () => {
      const answer = await endMute(tenant.slug, { id: of.id });
      if (answer.fault) notifications.show({ color: "red", message: answer.fault.message });
      return answer;
    },
    () => {
      notifications.show({ message: "The mute has ended: such alerts wake people again." });
      onEnded();
    },
  );
  return (
    <li>
      <span>
        {muteScope(of)}
        <small>
          {visibleLine(of.reason)} · by {visibleLine(of.createdBy)} ·{" "}
          <time dateTime={of.until} title={absoluteTime(of.until, tenant.timeZone)}>
            ends {aheadText(of.until, nowMs)}
          </time>
        </small>
      </span>
      {mayEnd ? (
        <Button size="compact-xs" variant="default" loading={end.isBusy} onClick={end.act}>
          End now
        </Button>
      ) : null}
    </li>
  );
}
