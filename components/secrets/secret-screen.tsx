import { IconArrowLeft } from "@tabler/icons-react";
import Link from "next/link";
import type { SecretDetail } from "#server/secrets/index.ts";
import { visibleLine } from "#wording";
import { NumberLink } from "../charts/number-link.tsx";
import type { EventRow } from "../events/event-rows.ts";
import { EventLines } from "../profiles/event-lines.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { count } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { PrintLine } from "../ui/print-line.tsx";
import { RefreshLine } from "../ui/refresh-line.tsx";
import { OverrideForm } from "./override-form.tsx";
import { ReaderTable } from "./reader-table.tsx";
import { ReadsCard } from "./reads-card.tsx";
import type { SecretActs } from "./secret-acts.ts";
import { SecretMarks } from "./secret-columns.tsx";
import { SecretFacts } from "./secret-facts.tsx";
import classes from "./secrets.module.css";

export interface SecretScreenProps {
  tenant: { slug: string; timeZone: string };
  secret: SecretDetail;
  /** The newest first. */
  rotations: EventRow[];
  openAlerts: number | null;
  mayChange: boolean;
  setOverride: SecretActs["setOverride"];
}

/** One secret: whether it is in order, who reads it, when it was rotated. */
export function SecretScreen({ tenant, secret, rotations, openAlerts, mayChange, setOverride }: SecretScreenProps) {
  const { slug, timeZone } = tenant;
  const { type, id, name } = secret;
  return (
    <>
      <header className={`${page.header} ${classes.header}`}>
        <Link href={`/t/${slug}/secrets`} aria-label="All secrets" title="All secrets">
          <IconArrowLeft size={17} stroke={1.8} aria-hidden="true" style={{ display: "block" }} />
        </Link>
        <h1>
          <bdi>{visibleLine(name ?? id)}</bdi>
        </h1>
        <span className={classes.badge}>{visibleLine(type.replaceAll("_", " "))}</span>
        <CopyButton text={id} what={`id ${visibleLine(id).slice(0, 80)}`} />
        <SecretMarks of={secret} />
        <span className={classes.gap} />
        <RefreshLine {...secret} />
      </header>
      <PrintLine timeZone={timeZone} counted={secret} />
      <div className={classes.columns}>
        <div className={classes.side}>
          <SecretFacts tenant={tenant} of={secret} openAlerts={openAlerts} />
          <OverrideForm tenant={slug} of={secret} mayChange={mayChange} setOverride={setOverride} />
        </div>
        <div className={classes.side}>
          <ReadsCard tenant={tenant} of={secret} />
          <ReaderTable tenant={tenant} of={secret} />
          <section className={page.card} aria-labelledby="rotations-title">
            <h2 id="rotations-title">Rotations</h2>
            {secret.rotations === 0 ? <p>The log tells of none.</p> : null}
            {rotations.length > 0 ? <EventLines rows={rotations} tenant={slug} timeZone={timeZone} /> : null}
            {secret.rotations > rotations.length ? (
              <p>
                <NumberLink tenant={slug} link={secret.rotationsLink}>
                  {secret.rotationsLink ? "All " : "There are "}
                  {count(secret.rotations)}
                </NumberLink>
              </p>
            ) : null}
          </section>
        </div>
      </div>
    </>
  );
}
