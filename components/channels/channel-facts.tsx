"use client";
import type { Channel } from "#server/channels/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { QueryWords } from "../exports/query-words.tsx";
import { useNowMs } from "../frame/clock.tsx";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { KIND_NAMES, severityText } from "./channel-words.ts";
import classes from "./channels.module.css";

/** What is known of a channel, and first why it sends nothing where it does not. */
export function ChannelFacts({ tenant, of: channel }: { tenant: { timeZone: string }; of: Channel }) {
  const nowMs = useNowMs();
  const { timeZone } = tenant;
  const { pausedAt, pauseReason, failingSince, throttledUntil, secrets } = channel;
  return (
    <>
      {pausedAt !== null ? (
        <div className={classes.notice}>
          <b>
            Paused <TimeAgo at={pausedAt} timeZone={timeZone} />
          </b>
          <span>
            {pauseReason}.{" "}
            {channel.waiting > 0 ? `${plural(channel.waiting, "message")} wait for you to resume it.` : ""}
          </span>
        </div>
      ) : null}
      <section className={page.card} aria-labelledby="facts-title">
        <h2 id="facts-title">{KIND_NAMES[channel.kind]}</h2>
        <dl className={page.pairs}>
          <Pair name="Leads to">
            {channel.kind === "webhook" ? <code>{channel.url}</code> : channel.recipients.join(", ")}
          </Pair>
          <Pair name="Takes">
            {severityText(channel.severityMin)}
            {channel.query ? (
              <>
                , of <QueryWords q={channel.query} setting={{ nowMs, timeZone }} />
              </>
            ) : null}
          </Pair>
          {failingSince !== null && pausedAt === null ? (
            <Pair name="Failing">
              every attempt since <TimeAgo at={failingSince} timeZone={timeZone} />
            </Pair>
          ) : null}
          {throttledUntil !== null && Date.parse(throttledUntil) > nowMs ? (
            <Pair name="Held back">
              the receiver asked for patience until <TimeAgo at={throttledUntil} timeZone={timeZone} />
            </Pair>
          ) : null}
          <Pair name="Waiting">{plural(channel.waiting, "message")}</Pair>
          {channel.kind === "webhook" ? (
            <Pair name="Signed with">
              {secrets.map(({ createdAt, validUntil }, i) => (
                <span key={createdAt} className={classes.line}>
                  {i === 0 ? "the secret of " : "and the one of "}
                  <TimeAgo at={createdAt} timeZone={timeZone} />
                  {validUntil === null ? "" : ", until "}
                  {validUntil === null ? null : <TimeAgo at={validUntil} timeZone={timeZone} />}
                </span>
              ))}
            </Pair>
          ) : null}
          <Pair name="Made">
            <TimeAgo at={channel.createdAt} timeZone={timeZone} /> by {channel.createdBy}
          </Pair>
        </dl>
      </section>
    </>
  );
}

function Pair({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
