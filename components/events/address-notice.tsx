"use client";
import { UnstyledButton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { AddressFault } from "./address.ts";
import classes from "./events.module.css";

/** What of the address could not be used. Stays when the address is changed, until it is read. */
export function AddressNotice({ faults }: { faults: AddressFault[] }) {
  const [shown, setShown] = useState(faults);
  useEffect(() => {
    if (faults.length > 0) setShown(faults);
  }, [faults]);
  if (shown.length === 0) return null;
  return (
    <div className={classes.notice} role="alert">
      <span>
        A part of this link could not be used and was left out:{" "}
        {shown.map(({ name, message }, at) => (
          <span key={`${name} ${message}`}>
            {at > 0 ? "; " : null}
            <code>{name}</code>, {message}
          </span>
        ))}
        .
      </span>
      <UnstyledButton className={classes.icon} aria-label="Dismiss" title="Dismiss" onClick={() => setShown([])}>
        <IconX size={14} stroke={1.8} aria-hidden="true" />
      </UnstyledButton>
    </div>
  );
}
