"use client";
import { UnstyledButton } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import type { EntityRisk } from "#server/alerts/index.ts";
import { entityHref, entityName, scoreText, typeName } from "../alerts/alert-words.ts";
import alerts from "../alerts/alerts.module.css";
import marks from "../alerts/marks.module.css";
import { RiskModal } from "../alerts/risk-modal.tsx";
import { ChartCard } from "../charts/chart-card.tsx";
import { plural } from "../ui/numbers.ts";
import type { AnomaliesChange } from "./anomalies-address.ts";
import { subjectOfEntity } from "./subject-of-entity.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  /** Highest score first. */
  risks: readonly EntityRisk[];
  hrefOf: (change: AnomaliesChange) => string;
}

const SHOWN = 8;

/** Entities by the scores of their alerts, each with the arithmetic. */
export function StandingCard({ tenant, risks, hrefOf }: Props) {
  const [open, setOpen] = useState<EntityRisk | null>(null);
  return (
    <ChartCard title="Who stands out" note="scores of alerts, added up and fading">
      {risks.length === 0 ? (
        <p className={alerts.note}>Nobody: no alert of the last 30 days is unresolved.</p>
      ) : (
        <ol className={alerts.risks}>
          {risks.slice(0, SHOWN).map((risk) => (
            <Line
              key={`${risk.entity.type} ${risk.entity.id}`}
              tenant={tenant}
              of={risk}
              hrefOf={hrefOf}
              onOpen={setOpen}
            />
          ))}
        </ol>
      )}
      <RiskModal tenant={tenant} of={open} onClose={() => setOpen(null)} />
    </ChartCard>
  );
}

interface LineProps extends Omit<Props, "risks"> {
  of: EntityRisk;
  onOpen: (risk: EntityRisk) => void;
}

function Line({ tenant, of: risk, hrefOf, onOpen }: LineProps) {
  const { entity, score, level, lines, linesLeftOut } = risk;
  const subject = subjectOfEntity(entity);
  const href = subject ? hrefOf({ subject, hours: undefined }) : entityHref(tenant.slug, entity);
  const name = entityName(entity);
  return (
    <li>
      {href ? (
        <Link href={href} prefetch={false} className={alerts.riskName}>
          {name}
        </Link>
      ) : (
        <span className={alerts.riskName}>{name}</span>
      )}
      <span className={alerts.riskScore}>{scoreText(score)}</span>
      <span className={alerts.bar} data-level={level} aria-hidden="true">
        <i style={{ width: `${score}%` }} />
      </span>
      <small>
        {typeName(entity.type)} · {plural(lines.length + linesLeftOut, "unresolved alert")} ·{" "}
        <span className={marks.level} data-level={level}>
          {level}
        </span>
      </small>
      <UnstyledButton className={alerts.link} aria-label={`Arithmetic of ${name}`} onClick={() => onOpen(risk)}>
        arithmetic
      </UnstyledButton>
    </li>
  );
}
