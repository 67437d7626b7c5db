import { Button, Select, UnstyledButton } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import { useState } from "react";
import { useAlertBadge } from "../frame/pulse.tsx";
import { plural } from "../ui/numbers.ts";
import classes from "./alerts.module.css";
import type { AlertsAddress } from "./alerts-address.ts";
import type { AlertChoice } from "./use-alert-choice.ts";
import type { GoToAlerts } from "./use-alerts-address.ts";

export interface Triage {
  acknowledge: () => void;
  reopen: () => void;
  assign: () => void;
  resolve: () => void;
  mute: () => void;
}

interface Props {
  address: AlertsAddress;
  total: number;
  choice: AlertChoice;
  /** null for whoever may only look. */
  triage: Triage | null;
  go: GoToAlerts;
  onHelp: () => void;
  refresh: () => void;
}

const SORTS = [
  { value: "newest", label: "Newest first" },
  { value: "score", label: "Highest score first" },
];

/** Above the rows: how many there are, or what can be done with those that are ticked. */
export function ListLine({ address, total, choice, triage, go, onHelp, refresh }: Props) {
  const ticked = choice.chosen.length;
  return (
    <div className={classes.line}>
      {ticked > 0 && triage ? (
        <TickedActs ticked={ticked} isResolved={address.tab === "resolved"} triage={triage} onClear={choice.clear} />
      ) : (
        <>
          <span aria-live="polite">{plural(total, "alert")}</span>
          {address.tab === "open" ? <NewOnes refresh={refresh} total={total} /> : null}
          <span className={classes.gap} />
          <Select
            size="xs"
            variant="unstyled"
            aria-label="Order"
            data={SORTS}
            value={address.sort}
            onChange={(value) => value !== null && go({ sort: value as AlertsAddress["sort"] })}
            allowDeselect={false}
            className={classes.sort}
          />
          <UnstyledButton className={classes.icon} aria-label="Keys" title="Keys (?)" onClick={onHelp}>
            <IconKeyboard size={16} stroke={1.6} aria-hidden="true" />
          </UnstyledButton>
        </>
      )}
    </div>
  );
}

interface ActsProps {
  ticked: number;
  isResolved: boolean;
  triage: Triage;
  onClear: () => void;
}

function TickedActs({ ticked, isResolved, triage, onClear }: ActsProps) {
  const button = { size: "compact-xs", variant: "default" } as const;
  return (
    <>
      <b aria-live="polite">{ticked} selected</b>
      {isResolved ? (
        <Button {...button} onClick={triage.reopen}>
          Reopen
        </Button>
      ) : (
        <>
          <Button {...button} onClick={triage.acknowledge}>
            Acknowledge
          </Button>
          <Button {...button} onClick={triage.assign}>
            Assign…
          </Button>
          <Button {...button} onClick={triage.resolve}>
            Resolve…
          </Button>
          <Button {...button} onClick={triage.mute}>
            Mute…
          </Button>
        </>
      )}
      <span className={classes.gap} />
      <Button size="compact-xs" variant="subtle" onClick={onClear}>
        Clear
      </Button>
    </>
  );
}

/** That alerts were raised since the list was read: they come when they are asked for, so that no row moves below the pointer. */
function NewOnes({ total, refresh }: { total: number; refresh: () => void }) {
  const badge = useAlertBadge();
  const newest = badge?.newestAt ?? "";
  const [known, setKnown] = useState({ newest, total });
  if (total !== known.total) setKnown({ newest, total });
  const isNew = newest > known.newest;
  return (
    <span aria-live="polite">
      {isNew ? (
        <Button
          size="compact-xs"
          variant="light"
          onClick={() => {
            setKnown({ newest, total });
            refresh();
          }}
        >
          Show new alerts
        </Button>
      ) : null}
    </span>
  );
}
