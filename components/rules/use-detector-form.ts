"use client";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import type { DetectorFacts, DetectorUpdate } from "#server/detection/index.ts";
import type { Entity } from "#server/findings/index.ts";
import { useGuarded } from "../confirm/use-guarded.tsx";
import type { FormFault } from "../ui/form-state.ts";
import type { SettingValue } from "./detector-words.ts";
import type { RuleActs } from "./rule-acts.ts";
import { useTrial } from "./use-trial.ts";

/** A detector's settings while they are being changed. */
export function useDetectorForm(tenant: string, detector: DetectorFacts, acts: RuleActs) {
  const guarded = useGuarded();
  const router = useRouter();
  const [values, setValues] = useState<Record<string, SettingValue>>(() =>
    Object.fromEntries(detector.settings.map(({ name, value }) => [name, value])),
  );
  const [actors, setActors] = useState<string[]>([...detector.exclusions.actors]);
  const [networks, setNetworks] = useState<string[]>([...detector.exclusions.networks]);
  const [isSaving, setSaving] = useState(false);
  const [fault, setFault] = useState<FormFault | null>(null);
  const [triedKey, setTriedKey] = useState<string | null>(null);
  const asked = useRef("");
  const trial = useTrial(tenant, acts, () => setTriedKey(asked.current));
  const key = JSON.stringify([values, actors, networks]);
  const [savedKey, setSavedKey] = useState(key);
  const subject = (): Omit<DetectorUpdate, "isOn"> => ({
    detector: detector.name,
    settings: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
    ) as NonNullable<DetectorUpdate["settings"]>,
    exclusions: { actors, networks },
  });
  return {
    values,
    actors,
    networks,
    isSaving,
    fault,
    trial,
    isChanged: key !== savedKey,
    isTrialCurrent: triedKey === key,
    faultOf: (path: string) =>
      fault?.fields.find((one) => one.path === path || one.path.startsWith(`${path}.`))?.message,
    set: (name: string, value: SettingValue) => setValues((now) => ({ ...now, [name]: value })),
    setActors,
    setNetworks,
    toDefaults: () => setValues(Object.fromEntries(detector.settings.map((one) => [one.name, one.default]))),
    /** Leaves an actor or an address alone from now on. */
    except({ type, id }: Entity) {
      if (type === "actor") setActors((now) => [...new Set([...now, id])]);
      if (type === "ip") setNetworks((now) => [...new Set([...now, `${id}/${id.includes(":") ? 128 : 32}`])]);
    },
    subject() {
      asked.current = key;
      return { detector: subject() };
    },
    async save() {
      setSaving(true);
      const answer = await guarded(() => acts.updateDetector(tenant, subject()));
      setSaving(false);
      setFault(answer.fault ?? null);
      if (answer.fault) return;
      setSavedKey(key);
      notifications.show({ message: `${detector.label} looks as you said, from the next events on.` });
      router.refresh();
    },
  };
}
