"use client";
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import classes from "./secrets.module.css";

const PAUSE_MS = 300;

/** What is typed asks for a list once the typing pauses: by the newest `onSearch`, whatever else was asked for meanwhile. */
export function SecretSearch({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState(q);
  const known = useRef(q);
  useEffect(() => {
    // Somebody went back, or cleared the filters.
    if (q !== known.current) setTyped(q);
    known.current = q;
  }, [q]);
  const search = useEffectEvent((text: string) => {
    if (text === q) return;
    known.current = text;
    onSearch(text);
  });
  useEffect(() => {
    const timer = setTimeout(() => search(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
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
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
