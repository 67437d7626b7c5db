import { redirect } from "next/navigation";
import { currentSession } from "./_entry/viewer.ts";

export default async function Home() {
  const first = (await currentSession())?.memberships[0];
  redirect(first ? `/t/${first.slug}/events` : "/signin");
}
