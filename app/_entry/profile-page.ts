import "server-only";
import { type ProfileRange, rangeBegin, readProfileRange } from "#components/profiles/profile-range.ts";
import type { TenantContext } from "#server/access/index.ts";
import { getMember } from "#server/members/index.ts";
import { attempt } from "./fault.ts";
import { nameInAddress } from "./role-page.ts";

export interface ProfilePageProps {
  params: Promise<{ tenant: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export interface ProfileAddress {
  id: string;
  type: string | undefined;
  range: ProfileRange;
  /** What the verb takes. */
  input: { id: string; type?: string; from?: Date };
  /** The address itself, below the tenant. */
  path: string;
}

/** What the address of an actor's or target's page says. */
export async function profileAddress(page: "actors" | "targets", props: ProfilePageProps): Promise<ProfileAddress> {
  const id = nameInAddress((await props.params).id);
  const search = await props.searchParams;
  const type = [search.type].flat()[0] || undefined;
  const range = readProfileRange([search.range].flat()[0]);
  const from = rangeBegin(range, Date.now());
  const asked = new URLSearchParams({ ...(type === undefined ? {} : { type }), range });
  return {
    id,
    type,
    range,
    input: { id, ...(type === undefined ? {} : { type }), ...(from ? { from } : {}) },
    path: `/${page}/${encodeURIComponent(id)}?${asked}`,
  };
}

const PERSON_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The role that an actor has as a member of the tenant; undefined when it is none. Ids of other systems are not asked for. */
export async function roleOfMember(
  context: TenantContext,
  { id, type }: { id: string; type: string },
): Promise<string | undefined> {
  if (type !== "user" || !PERSON_ID.test(id)) return undefined;
  const { value } = await attempt(context.origin.endpoint ?? "", () => getMember(context, { personId: id }));
  return value?.role;
}
