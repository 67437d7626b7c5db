"use client";
import { Button, Drawer, TagsInput } from "@mantine/core";
import Link from "next/link";
import type { DetectorFacts } from "#server/detection/index.ts";
import { SeverityMark } from "../alerts/severity-mark.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import { plural } from "../ui/numbers.ts";
import classes from "./detector.module.css";
import { DetectorFields } from "./detector-fields.tsx";
import type { RuleActs } from "./rule-acts.ts";
import shared from "./rules.module.css";
import { TrialPanel } from "./trial-panel.tsx";
import { useDetectorForm } from "./use-detector-form.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  detector: DetectorFacts | undefined;
  mayManage: boolean;
  acts: RuleActs;
  onClose: () => void;
}

/** A detector with its settings, whom it leaves alone, and what it would have found with them. */
export function DetectorSheet({ tenant, detector, mayManage, acts, onClose }: Props) {
  return (
    <Drawer
      opened={detector !== undefined}
      onClose={onClose}
      position="right"
      size={640}
      title={detector?.label ?? ""}
      classNames={{ content: classes.sheet, header: classes.sheet, title: classes.sheetTitle }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {detector ? (
        <DetectorForm key={detector.name} tenant={tenant} detector={detector} mayManage={mayManage} acts={acts} />
      ) : null}
    </Drawer>
  );
}

function DetectorForm({ tenant, detector, mayManage, acts }: Omit<Props, "onClose"> & { detector: DetectorFacts }) {
  const form = useDetectorForm(tenant.slug, detector, acts);
  const isChangedAtAll = detector.settings.some(
    (one) => JSON.stringify(form.values[one.name]) !== JSON.stringify(one.default),
  );
  return (
    <form
      className={classes.sheetBody}
      aria-label={detector.label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <Facts tenant={tenant} detector={detector} />
      <section className={classes.section} aria-labelledby="settings-title">
        <h3 id="settings-title">Settings</h3>
        <DetectorFields
          settings={detector.settings}
          values={form.values}
          onChange={form.set}
          isReadOnly={!mayManage}
          faultOf={form.faultOf}
        />
        {mayManage && isChangedAtAll ? (
          <div>
            <Button size="compact-xs" variant="default" onClick={form.toDefaults}>
              Back to the defaults
            </Button>
          </div>
        ) : null}
      </section>
      <section className={classes.section} aria-labelledby="exclusions-title">
        <h3 id="exclusions-title">What it does not look at</h3>
        <TagsInput
          label="Actors left alone"
          description="By id"
          value={form.actors}
          onChange={form.setActors}
          splitChars={[",", " "]}
          readOnly={!mayManage}
          error={form.faultOf("exclusions.actors")}
          classNames={{ pill: classes.mono! }}
        />
        <TagsInput
          label="Networks left alone"
          description="As blocks of addresses, such as 203.0.113.0/24"
          value={form.networks}
          onChange={form.setNetworks}
          splitChars={[",", " "]}
          readOnly={!mayManage}
          error={form.faultOf("exclusions.networks")}
          classNames={{ pill: classes.mono! }}
        />
      </section>
      {mayManage ? (
        <>
          <TrialPanel
            tenant={tenant}
            control={form.trial}
            subject={form.subject}
            isCurrent={form.isTrialCurrent}
            mayExcept={({ type }) => type === "actor" || type === "ip"}
            onExcept={form.except}
          />
          <footer className={classes.sheetFoot}>
            <span role="alert" className={shared.fault}>
              {form.fault?.message}
            </span>
            <span className={shared.gap} />
            <Button size="xs" type="submit" loading={form.isSaving} disabled={!form.isChanged}>
              Save
            </Button>
          </footer>
        </>
      ) : null}
    </form>
  );
}

function Facts({ tenant, detector }: { tenant: Props["tenant"]; detector: DetectorFacts }) {
  return (
    <div className={classes.facts}>
      <p>{detector.looksFor}</p>
      <p className={classes.factLine}>
        <SeverityMark severity={detector.severity} withWord /> · minimum history: {detector.minimumHistory} ·{" "}
        <Link href={`/t/${tenant.slug}/alerts?source=${detector.name}`}>
          {plural(detector.alerts30d, "alert")} in 30 days
        </Link>
      </p>
      {detector.name === "out_of_hours" ? (
        <p className={shared.hint}>
          It goes by the tenant’s time zone, business hours and holidays:{" "}
          <Link href={`/t/${tenant.slug}/settings#hours-title`}>set them</Link>.
        </p>
      ) : null}
      {detector.updatedAt ? (
        <p className={shared.hint}>
          Changed <TimeAgo at={detector.updatedAt} timeZone={tenant.timeZone} /> by {detector.updatedBy ?? "somebody"}.
        </p>
      ) : null}
    </div>
  );
}
