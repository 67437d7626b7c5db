"use client";
import type { KeyPolicy } from "#server/keys/index.ts";
import type { TenantSecurity, TenantSettings, TenantUpdate } from "#server/tenants/index.ts";
import type { Save } from "../ui/form-state.ts";
import page from "../ui/page.module.css";
import { BusinessHoursForm } from "./business-hours-form.tsx";
import { GeneralForm } from "./general-form.tsx";
import { HolidaysForm } from "./holidays-form.tsx";
import { KeyPolicyForm } from "./key-policy-form.tsx";
import { LimitsCard } from "./limits-card.tsx";
import { SignInPolicyForm } from "./sign-in-policy-form.tsx";

interface Props {
  settings: TenantSettings;
  /** Null for whoever may not see keys. */
  keyPolicy: KeyPolicy | null;
  mayChange: boolean;
  mayChangePolicy: boolean;
  mayChangeKeys: boolean;
  timeZones: string[];
  saveSettings: (tenant: string, input: TenantUpdate) => ReturnType<Save<TenantUpdate>>;
  saveSignInPolicy: (tenant: string, input: TenantSecurity) => ReturnType<Save<TenantSecurity>>;
  saveKeyPolicy: (tenant: string, input: KeyPolicy) => ReturnType<Save<KeyPolicy>>;
}

/** What a tenant decides about itself. Whoever may not change it sees it all the same. */
export function SettingsScreen(props: Props) {
  const { settings, keyPolicy, mayChange, mayChangePolicy, mayChangeKeys, timeZones } = props;
  const save: Save<TenantUpdate> = (input) => props.saveSettings(settings.slug, input);
  const savePolicy: Save<TenantSecurity> = (input) => props.saveSignInPolicy(settings.slug, input);
  const saveKeys: Save<KeyPolicy> = (input) => props.saveKeyPolicy(settings.slug, input);
  return (
    <>
      <header className={page.header}>
        <h1>Settings</h1>
      </header>
      <div className={page.content}>
        <GeneralForm settings={settings} timeZones={timeZones} isReadOnly={!mayChange} save={save} />
        <SignInPolicyForm settings={settings} isReadOnly={!mayChangePolicy} save={savePolicy} />
        {keyPolicy ? <KeyPolicyForm policy={keyPolicy} isReadOnly={!mayChangeKeys} save={saveKeys} /> : null}
        <BusinessHoursForm settings={settings} isReadOnly={!mayChange} save={save} />
        <HolidaysForm settings={settings} isReadOnly={!mayChange} save={save} />
        <LimitsCard limits={settings.limits} />
      </div>
    </>
  );
}
