"use client";
import { Radio } from "@mantine/core";
import type { TenantKeyKind } from "#server/keys/index.ts";
import page from "../ui/page.module.css";
import { KIND_WORDS } from "./key-words.ts";
import classes from "./keys.module.css";

interface Props {
  kind: TenantKeyKind;
  onKind: (kind: TenantKeyKind) => void;
}

/** What sort of key is issued; it stays so for good. */
export function KindFields({ kind, onKind }: Props) {
  return (
    <section className={page.card} aria-labelledby="kind-title">
      <h2 id="kind-title">Kind</h2>
      <Radio.Group aria-labelledby="kind-title" value={kind} onChange={(value) => onKind(value as TenantKeyKind)}>
        <div className={classes.kinds}>
          {Object.entries(KIND_WORDS).map(([value, { name, does }]) => (
            <Radio key={value} value={value} label={name} description={does} classNames={{ root: classes.kind! }} />
          ))}
        </div>
      </Radio.Group>
    </section>
  );
}
