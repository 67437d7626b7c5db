"use client";
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import classes from "./secrets.module.css";

const PAUSE_MS = 300;

/** What is typed asks for a list once the typing pauses. */
export function SecretSearch({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const shown = useRef(q);
  useEffect(() => {
    // Somebody went back, or cleared the filters.
    if (q !== shown.current) setTyped(q);
    shown.current = q;
  }, [q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <TextInput
      size="xs"
      type="search"
      className={classes.search}
      aria-label="Find secrets"
      placeholder="Part of a name or id"
      leftSection={<IconSearch size={14} aria-hidden="true" />}
      maxLength={200}
      value={typed}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          shown.current = next;
          onSearch(next);
        }, PAUSE_MS);
      }}
    />
  );
}
