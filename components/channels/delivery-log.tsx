"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import type { Delivery } from "#server/channels/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { span } from "../events/times.ts";
import { useNowMs } from "../frame/clock.tsx";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import type { ChannelActs } from "./channel-acts.ts";
import { attemptText, deliveryText, tookText } from "./channel-words.ts";
import classes from "./channels.module.css";
import type { Deliveries } from "./use-deliveries.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  log: Deliveries;
  mayRetry: boolean;
  acts: Pick<ChannelActs, "retryDelivery">;
}

/** Every message to a channel with each attempt, the newest first. */
export function DeliveryLog({ tenant, log, mayRetry, acts }: Props) {
  return (
    <section className={page.card} aria-labelledby="log-title">
      <div className={classes.logHead}>
        <h2 id="log-title">Delivery log</h2>
        <span className={classes.gap} />
        {log.isUnreachable ? <span className={classes.fault}>The log could not be read.</span> : null}
        <Button size="compact-xs" variant="default" onClick={() => void log.refresh()}>
          Refresh
        </Button>
      </div>
      {log.deliveries.length === 0 ? (
        <p className={classes.nothing}>Nothing was sent yet. Each message stands here with every attempt.</p>
      ) : (
        <ol className={classes.log} aria-label="Messages">
          {log.deliveries.map((one) => (
            <Line key={one.id} of={one} tenant={tenant} mayRetry={mayRetry} acts={acts} onRetried={log.put} />
          ))}
        </ol>
      )}
      {log.hasMore ? (
        <div>
          <Button size="xs" variant="default" loading={log.isLoading} onClick={() => void log.loadOlder()}>
            Show older ones
          </Button>
        </div>
      ) : null}
    </section>
  );
}

interface LineProps extends Pick<Props, "tenant" | "mayRetry" | "acts"> {
  of: Delivery;
  onRetried: (now: Delivery[]) => void;
}

function Line({ of: delivery, tenant, mayRetry, acts, onRetried }: LineProps) {
  const { title, alertId, to, state, createdAt, nextAt, attempts } = delivery;
  const nowMs = useNowMs();
  const retry = useAct(
    () => acts.retryDelivery(tenant.slug, { id: delivery.id }),
    (now) => onRetried([now]),
  );
  const isAhead = nextAt !== null && Date.parse(nextAt) > nowMs;
  return (
    <li>
      <div className={classes.message}>
        <span className={classes.messageTitle}>
          {alertId ? (
            <Link href={`/t/${tenant.slug}/alerts/${alertId}`} prefetch={false}>
              {title}
            </Link>
          ) : (
            title
          )}
          {to ? <small> to {to}</small> : null}
        </span>
        <span className={classes.badge} data-state={state}>
          {deliveryText(delivery)}
        </span>
        <span className={classes.faint}>
          <TimeAgo at={createdAt} timeZone={tenant.timeZone} />
        </span>
      </div>
      {attempts.length > 0 ? (
        <ol className={classes.attempts} aria-label="Attempts">
          {attempts.map((attempt) => (
            <li key={attempt.number} data-tone={attempt.fault === null ? undefined : "bad"}>
              <span>{attempt.number}</span>
              <span>{attemptText(attempt)}</span>
              <span className={classes.faint}>
                {tookText(attempt.tookMs)} · <TimeAgo at={attempt.at} timeZone={tenant.timeZone} />
              </span>
            </li>
          ))}
        </ol>
      ) : null}
      {state !== "delivered" && (isAhead || mayRetry) ? (
        <div className={classes.next}>
          {isAhead ? <span>tried again in {span((Date.parse(nextAt) - nowMs) / 1_000)}</span> : null}
          {mayRetry && (state === "failed" || isAhead) ? (
            <Button size="compact-xs" variant="default" loading={retry.isBusy} onClick={retry.act}>
              Retry now
            </Button>
          ) : null}
          <span role="alert" className={classes.fault}>
            {retry.fault?.message}
          </span>
        </div>
      ) : null}
    </li>
  );
}
