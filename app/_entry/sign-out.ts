"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { signOut } from "#server/people/index.ts";
import { originOfRequest } from "./request-origin.ts";
import { sessionCookie, sessionIdOfRequest } from "./session-cookie.ts";

/** Revokes the session, which is recorded in each of the person's tenants, then clears the cookie. */
export async function signOutNow(): Promise<void> {
  const id = await sessionIdOfRequest();
  if (id) await signOut(id, await originOfRequest("ACTION sign-out"));
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
  redirect("/signin");
}
