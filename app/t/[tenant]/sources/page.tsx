import type { Metadata } from "next";
import { SourcesScreen } from "#components/sources/sources-screen.tsx";
import { runtime } from "#server/runtime.ts";
import { ingestKeyShown, KEY_PLACEHOLDER } from "../../../_entry/demo.ts";
import { viewer } from "../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Send events" };

export default async function Sources({ params }: { params: Promise<{ tenant: string }> }) {
  const { membership, permissions } = await viewer(params, "/sources");
  const key = await ingestKeyShown(membership.slug);
  return (
    <SourcesScreen
      tenant={membership.slug}
      url={runtime().env.url}
      ingestKey={key}
      isDemoKey={key !== KEY_PLACEHOLDER}
      mayIssue={permissions.includes("keys.create")}
    />
  );
}
