"use client";
import { Modal, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { plural } from "../ui/numbers.ts";
import { rememberQuery } from "../views/recent-queries.ts";
import classes from "./palette.module.css";
import { matchingEntries, type PaletteAct, type PaletteEntry } from "./palette-entries.ts";
import { PALETTE, type PaletteOwner } from "./palette-provider.tsx";
import { usePaletteData } from "./use-palette-data.ts";
import { eventsPath, searchHref, usePaletteEntries } from "./use-palette-entries.ts";

interface Props extends PaletteOwner {
  opened: boolean;
  onClose: () => void;
}

/** The command palette: one text field over everything that can be gone to or done. */
export default function Palette({ opened, onClose, ...owner }: Props) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={600} yOffset="12vh" classNames={{ content: classes.content }}>
      <Modal.Overlay />
      <Modal.Content aria-label={PALETTE}>
        <Modal.Body p={0}>
          <PaletteBody {...owner} opened={opened} onClose={onClose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function PaletteBody({ tenant, person, permissions, signOut, opened, onClose }: Props) {
  const [typed, setTyped] = useState("");
  const [activeId, setActiveId] = useState<string>();
  const id = useId();
  const { data, isLoading } = usePaletteData(tenant, permissions, opened);
  const entries = usePaletteEntries({ tenant, person, permissions, data, opened });
  const run = useRun(tenant, signOut, onClose);
  const groups = matchingEntries(
    entries,
    typed,
    permissions.includes("events.read") ? searchEntry(tenant, typed) : null,
  );
  const lines = groups.flatMap((group) => group.lines);
  const at = Math.max(
    0,
    lines.findIndex((one) => one.id === activeId),
  );
  const active = lines[at];
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line that is marked now
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active?.id]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && lines.length > 0) {
      event.preventDefault();
      setActiveId(lines[(at + step + lines.length) % lines.length]?.id);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      choose(active);
    }
  }
  function choose(entry: PaletteEntry) {
    if (entry.group === "Search") rememberQuery(tenant, person, typed);
    run(entry.act);
  }
  const optionId = (entry: PaletteEntry) => `${id}-${lines.indexOf(entry)}`;
  return (
    <>
      <div className={classes.field}>
        <IconSearch size={16} stroke={1.6} aria-hidden="true" />
        <input
          className={classes.input}
          data-autofocus
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setActiveId(undefined);
          }}
          onKeyDown={onKeyDown}
          placeholder="Go to a page, view, key or actor, or search events"
          role="combobox"
          aria-label="Go to a page, view, key or actor, or search events"
          aria-expanded={lines.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active ? optionId(active) : undefined}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <VisuallyHidden role="status">{typed === "" ? "" : plural(lines.length, "result")}</VisuallyHidden>
      <div ref={list} id={`${id}-list`} className={classes.list} role="listbox" aria-label="Results">
        {groups.map(({ name, lines: own }, place) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
          <div key={name} role="group" aria-labelledby={`${id}-group-${place}`}>
            <div id={`${id}-group-${place}`} className={classes.group}>
              {name}
            </div>
            {own.map((entry) => (
              // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the text field keeps the focus and the keys
              <div
                key={entry.id}
                id={optionId(entry)}
                role="option"
                aria-selected={entry === active}
                className={classes.line}
                onMouseMove={() => setActiveId(entry.id)}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(entry)}
              >
                <span className={entry.isCode ? classes.code : classes.label}>{entry.label}</span>
                {entry.detail ? <span className={classes.detail}>{entry.detail}</span> : null}
              </div>
            ))}
          </div>
        ))}
      </div>
      {lines.length === 0 || isLoading ? (
        <p className={classes.none}>{isLoading ? "Looking up views, actors and keys …" : "Nothing is called that"}</p>
      ) : null}
    </>
  );
}

const searchEntry = (tenant: string, typed: string): PaletteEntry => ({
  id: "search",
  group: "Search",
  label: `Search events for ${typed.trim()}`,
  act: { kind: "events", href: searchHref(tenant, typed.trim()) },
});

function useRun(tenant: string, signOut: () => Promise<void>, onClose: () => void) {
  const router = useRouter();
  const { setColorScheme } = useMantineColorScheme();
  return (act: PaletteAct) => {
    onClose();
    if (act.kind === "page") router.push(act.href);
    else if (act.kind === "theme") setColorScheme(act.scheme);
    else if (act.kind === "signOut") void signOut();
    else if (act.kind === "zone") {
      const parameters = new URLSearchParams(window.location.search);
      parameters.set("zone", act.zone);
      window.history.pushState(null, "", `${window.location.pathname}?${parameters}`);
      // On the page itself the address is its state: it needs no other page for that.
    } else if (window.location.pathname === eventsPath(tenant)) window.history.pushState(null, "", act.href);
    else router.push(act.href);
  };
}
