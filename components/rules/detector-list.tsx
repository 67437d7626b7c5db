"use client";
import { Switch, UnstyledButton } from "@mantine/core";
import { useMemo } from "react";
import type { DetectorFacts } from "#server/detection/index.ts";
import { SEVERITIES } from "../alerts/alert-words.ts";
import { SeverityMark } from "../alerts/severity-mark.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { count } from "../ui/numbers.ts";
import { changedTexts } from "./detector-words.ts";
import type { RuleActs } from "./rule-acts.ts";
import classes from "./rules.module.css";
import { useSwitch } from "./use-switch.ts";

interface Props {
  tenant: { slug: string };
  detectors: DetectorFacts[];
  mayManage: boolean;
  acts: Pick<RuleActs, "updateDetector">;
  onOpen: (name: string) => void;
}

/** What Sealtrail looks for by itself. */
export function DetectorList({ tenant, detectors, mayManage, acts, onOpen }: Props) {
  const switches = useSwitch((id, isOn) =>
    acts.updateDetector(tenant.slug, { detector: id as DetectorFacts["name"], isOn }),
  );
  const { isOn, turn } = switches;
  const columns: DataColumn<DetectorFacts>[] = useMemo(
    () => [
      {
        id: "on",
        header: "On",
        width: "64px",
        cell: (one) => (
          <Switch
            size="xs"
            aria-label={`${one.label} is on`}
            checked={isOn({ id: one.name, isOn: one.isOn })}
            disabled={!mayManage}
            onChange={(event) => void turn({ id: one.name, name: one.label }, event.currentTarget.checked)}
          />
        ),
      },
      {
        id: "detector",
        header: "Detector",
        cell: (one) => (
          <span className={classes.detector}>
            <UnstyledButton className={classes.name} onClick={() => onOpen(one.name)}>
              {one.label}
            </UnstyledButton>
            <span>{one.looksFor}</span>
          </span>
        ),
      },
      {
        id: "severity",
        header: "Severity",
        width: "100px",
        isDescendingFirst: true,
        sortBy: ({ severity }) => SEVERITIES.indexOf(severity),
        cell: ({ severity }) => <SeverityMark severity={severity} withWord />,
      },
      { id: "history", header: "Minimum history", width: "190px", cell: ({ minimumHistory }) => minimumHistory },
      {
        id: "changed",
        header: "Changed from its defaults",
        width: "230px",
        cell: (one) => <Changed of={one} />,
      },
      {
        id: "alerts",
        header: "Alerts, 30 d",
        width: "100px",
        align: "end",
        isDescendingFirst: true,
        sortBy: ({ alerts30d }) => alerts30d,
        cell: ({ alerts30d }) => <span className={classes.number}>{count(alerts30d)}</span>,
      },
    ],
    [isOn, turn, mayManage, onOpen],
  );
  return (
    <section className={classes.card} aria-label="Detectors">
      <DataTable label="Detectors" items={detectors} columns={columns} idOf={({ name }) => name} empty={null} />
    </section>
  );
}

function Changed({ of: detector }: { of: DetectorFacts }) {
  const texts = changedTexts(detector);
  if (texts.length === 0) return <span className={classes.off}>nothing</span>;
  return (
    <ul className={classes.changed}>
      {texts.map((text) => (
        <li key={text} title={text}>
          {text}
        </li>
      ))}
    </ul>
  );
}
