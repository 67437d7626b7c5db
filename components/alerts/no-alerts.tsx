import { Button } from "@mantine/core";
import Link from "next/link";
import { Notice } from "../ui/notice.tsx";
import classes from "./alerts.module.css";
import type { AlertTab } from "./alerts-address.ts";

interface Props {
  tenant: string;
  tab: AlertTab;
  isFiltered: boolean;
  /** There is no alert of any state. */
  isFirst: boolean;
  onClear: () => void;
}

const TEXTS: Record<AlertTab, { title: string; text: string }> = {
  open: {
    title: "Nothing is open",
    text: "Every alert is acknowledged, resolved or muted. New ones come here within a second of their event.",
  },
  acknowledged: {
    title: "Nobody is at an alert",
    text: "Acknowledge an open alert to say that you see to it: with the button, or with e.",
  },
  resolved: {
    title: "Nothing is resolved yet",
    text: "An alert is resolved with a reason, which stands here and in the trail. It opens again by itself if more of it comes.",
  },
  muted: {
    title: "Nothing is muted",
    text: "Mute an alert for an hour or for weeks: others like it are kept here, and wake nobody until then.",
  },
};

const DETECTORS = [
  ["New", "a country, network, program or action that an actor, or the whole tenant, never showed before"],
  ["Impossible travel", "two places, and too little time between them"],
  ["Bursts and denials", "far more of something than is usual at this hour of the week"],
  ["Spray and brute force", "many failed sign-ins, and then one that works"],
  ["Out of hours", "sensitive actions when the actor never works"],
  ["Privilege and keys", "rights that somebody gives to themselves, keys and sessions in two hands"],
  ["Tampering", "logging switched off, masses of things deleted or exported"],
  ["Silence", "a source, action or category that stopped"],
] as const;

/** Why there is no alert in the list, and what would bring one. */
export function NoAlerts({ tenant, tab, isFiltered, isFirst, onClear }: Props) {
  if (isFiltered)
    return (
      <Notice
        title="No alert fits"
        action={
          <Button size="xs" variant="default" onClick={onClear}>
            Clear the filters
          </Button>
        }
      >
        Nothing under this tab has all that is asked for.
      </Notice>
    );
  const rules = (
    <Button component={Link} href={`/t/${tenant}/rules`} size="xs" variant="default" prefetch={false}>
      Rules and detectors
    </Button>
  );
  if (isFirst && tab === "open")
    return (
      <Notice title="Nothing out of the ordinary yet" action={rules}>
        <p>
          Detectors follow every event as it comes, and learn what is usual: most speak after a week or more of history.
          They look for:
        </p>
        <ul className={classes.detectors}>
          {DETECTORS.map(([name, what]) => (
            <li key={name}>
              <b>{name}</b>: {what}
            </li>
          ))}
        </ul>
        <p>
          Write rules of your own for what nobody should do here, and try each on the past before it may wake anybody.
        </p>
      </Notice>
    );
  return (
    <Notice title={TEXTS[tab].title} action={tab === "open" ? rules : undefined}>
      {TEXTS[tab].text}
    </Notice>
  );
}
