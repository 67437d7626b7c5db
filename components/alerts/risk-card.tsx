"use client";
import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { EntityRisk } from "#server/alerts/index.ts";
import { plural } from "../ui/numbers.ts";
import { entityName, scoreText, typeName } from "./alert-words.ts";
import classes from "./alerts.module.css";
import type { AlertsAddress } from "./alerts-address.ts";
import marks from "./marks.module.css";
import { RiskModal } from "./risk-modal.tsx";
import type { GoToAlerts } from "./use-alerts-address.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  /** Highest score first. */
  risks: readonly EntityRisk[];
  address: AlertsAddress;
  go: GoToAlerts;
}

const SHOWN_FIRST = 8;

/** Entities by their risk, each with the arithmetic of its score. */
export function RiskCard({ tenant, risks, address, go }: Props) {
  const [isWhole, setWhole] = useState(false);
  const [open, setOpen] = useState<EntityRisk | null>(null);
  const isChosen = ({ entity }: EntityRisk) => address.entity?.type === entity.type && address.entity.id === entity.id;
  return (
    <section className={classes.side} aria-labelledby="risk-title">
      <h2 id="risk-title">Who stands out</h2>
      {risks.length === 0 ? (
        <p className={classes.note}>
          Nobody: no alert of the last 30 days is unresolved. The scores of somebody’s alerts add up here, and halve
          every 3 days.
        </p>
      ) : (
        <ol className={classes.risks}>
          {risks.slice(0, isWhole ? undefined : SHOWN_FIRST).map((risk) => (
            <li key={`${risk.entity.type} ${risk.entity.id}`}>
              <UnstyledButton
                className={classes.riskName}
                aria-pressed={isChosen(risk)}
                title="Only its alerts"
                onClick={() =>
                  go({ entity: isChosen(risk) ? undefined : { type: risk.entity.type, id: risk.entity.id } })
                }
              >
                {entityName(risk.entity)}
              </UnstyledButton>
              <span className={classes.riskScore}>{scoreText(risk.score)}</span>
              <span className={classes.bar} data-level={risk.level} aria-hidden="true">
                <i style={{ width: `${risk.score}%` }} />
              </span>
              <small>
                {typeName(risk.entity.type)} · {plural(risk.lines.length, "alert")} ·{" "}
                <span className={marks.level} data-level={risk.level}>
                  {risk.level}
                </span>
              </small>
              <UnstyledButton
                className={classes.link}
                aria-label={`Arithmetic of ${entityName(risk.entity)}`}
                onClick={() => setOpen(risk)}
              >
                arithmetic
              </UnstyledButton>
            </li>
          ))}
        </ol>
      )}
      {risks.length > SHOWN_FIRST ? (
        <UnstyledButton className={classes.link} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Fewer" : `All ${risks.length}`}
        </UnstyledButton>
      ) : null}
      <RiskModal tenant={tenant} of={open} onClose={() => setOpen(null)} />
    </section>
  );
}
