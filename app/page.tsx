import { redirect } from "next/navigation";
import { currentSession } from "./_entry/viewer.ts";

export default async function Home() {
  const session = await currentSession();
  const first = session?.memberships.find((one) => !one.suspended) ?? session?.memberships[0];
  if (first) redirect(`/t/${first.slug}`);
  redirect(session?.person.operator ? "/operator" : "/signin");
}
