"use client";
import { UnstyledButton } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { CopyButton } from "../ui/copy-button.tsx";
import classes from "./detail.module.css";
import type { Fact } from "./event-facts.ts";
import { shortId, visibleLine } from "./visible-text.ts";

interface Props {
  facts: Fact[];
  onFilter: ((field: string, value: string) => void) | undefined;
  /** What comes before the facts. */
  children?: ReactNode;
}

const ID_CHARACTERS_MAX = 22;
const VALUE_CHARACTERS_MAX = 160;

/** Label and value, with "filter for" and "copy" where they make sense. */
export function FactList({ facts, onFilter, children }: Props) {
  return (
    <dl className={classes.facts}>
      {children}
      {facts.map((fact, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: labels repeat, and the list never changes
        <div key={at} className={classes.fact}>
          <dt>{fact.label}</dt>
          <dd>
            <span className={classes.factText}>
              {fact.text}{" "}
              {fact.value !== undefined && !fact.text.endsWith(visibleLine(fact.value)) ? (
                <code title={visibleLine(fact.value)} className={fact.text ? classes.id : undefined}>
                  {visibleLine(shortId(fact.value, fact.text ? ID_CHARACTERS_MAX : VALUE_CHARACTERS_MAX))}
                </code>
              ) : null}
            </span>
            <span className={classes.factActions}>
              {fact.field && fact.value !== undefined && onFilter ? (
                <UnstyledButton
                  aria-label={`Filter for ${fact.label.toLowerCase()} ${fact.text || fact.value}`}
                  title={`Filter for this ${fact.label.toLowerCase()}`}
                  className={classes.factAction}
                  onClick={() => onFilter(fact.field!, fact.value!)}
                >
                  <IconFilter size={13} stroke={1.8} aria-hidden="true" />
                </UnstyledButton>
              ) : null}
              {fact.value !== undefined ? <CopyButton text={fact.value} what={fact.label.toLowerCase()} /> : null}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
