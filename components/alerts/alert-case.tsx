"use client";
import { UnstyledButton } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import type { Alert } from "#server/alerts/index.ts";
import { visibleLine } from "#wording";
import { TimeAgo } from "../events/time-ago.tsx";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./alert-page.module.css";
import { entityName, scoreText, stateText } from "./alert-words.ts";
import bars from "./alerts.module.css";
import { alertsHref } from "./alerts-address.ts";
import marks from "./marks.module.css";
import { RiskModal } from "./risk-modal.tsx";
import { SeverityMark } from "./severity-mark.tsx";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: Alert;
}

/** The other alerts about the same entity that belong together, and how much it stands out. */
export function CaseCard({ tenant, of: { entity, case: of, risk } }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={page.card} aria-labelledby="case-title">
      <div className={classes.head}>
        <h2 id="case-title">Case of {entityName(entity)}</h2>
        <span className={classes.gap} />
        <Link href={alertsHref(tenant.slug, { entity: { type: entity.type, id: entity.id } })} prefetch={false}>
          In the inbox
        </Link>
      </div>
      <p className={classes.riskLine}>
        <b>{scoreText(risk.score)}</b>
        <span>
          risk,{" "}
          <span className={marks.level} data-level={risk.level}>
            {risk.level}
          </span>
        </span>
        <UnstyledButton className={bars.link} onClick={() => setOpen(true)}>
          arithmetic
        </UnstyledButton>
      </p>
      <span className={bars.bar} data-level={risk.level} aria-hidden="true">
        <i style={{ width: `${risk.score}%` }} />
      </span>
      <p>
        {plural(of.alerts, "alert")}, {of.unresolved === 0 ? "all resolved" : `${of.unresolved} unresolved`}; begun{" "}
        <TimeAgo at={of.openedAt} timeZone={tenant.timeZone} />
        {of.closedAt ? (
          <>
            , closed <TimeAgo at={of.closedAt} timeZone={tenant.timeZone} />
          </>
        ) : null}
        .
      </p>
      {of.others.length > 0 ? (
        <ul className={classes.others}>
          {of.others.map((other) => (
            <li key={other.id}>
              <SeverityMark severity={other.severity} />
              <span>
                <Link href={`/t/${tenant.slug}/alerts/${other.id}`} prefetch={false}>
                  {visibleLine(other.title)}
                </Link>
                <small>
                  {scoreText(other.score)} · {stateText(other)} ·{" "}
                  <TimeAgo at={other.lastAt} timeZone={tenant.timeZone} />
                </small>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <RiskModal tenant={tenant} of={isOpen ? risk : null} onClose={() => setOpen(false)} />
    </section>
  );
}
