import type { Metadata } from "next";
import { OperatorScreen } from "#components/operator/operator-screen.tsx";
import { listTenants } from "#server/operators/index.ts";
import { LIMITS_DEFAULT } from "#server/tenants/index.ts";
import { operatorViewer } from "../_entry/operator.ts";
import {
  findOne,
  inviteNewOwner,
  makeResetLink,
  openNewTenant,
  removeFactor,
  resumeOne,
  setLimits,
  suspendOne,
} from "./actions.ts";

export const metadata: Metadata = { title: "Operator" };

export default async function Operator() {
  const operator = await operatorViewer("/operator");
  return (
    <OperatorScreen
      tenants={await listTenants(operator)}
      memberOf={operator.session.memberships.map(({ slug }) => slug)}
      limitsDefault={LIMITS_DEFAULT}
      timeZones={Intl.supportedValuesOf("timeZone")}
      openTenant={openNewTenant}
      inviteOwner={inviteNewOwner}
      suspend={suspendOne}
      resume={resumeOne}
      setLimits={setLimits}
      help={{ find: findOne, makeResetLink, removeFactor }}
    />
  );
}
