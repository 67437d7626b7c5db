"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { signOut } from "#server/people/index.ts";
import { originOfRequest } from "./request-origin.ts";
import { isSecure, sessionCookieName, sessionIdOfRequest } from "./session-cookie.ts";

/** Revokes the session, which is recorded in each of the person's tenants, then clears the cookie. */
export async function signOutNow(): Promise<void> {
  const id = await sessionIdOfRequest();
  if (id) await signOut(id, await originOfRequest("ACTION sign-out"));
  (await cookies()).set(sessionCookieName(), "", {
    path: "/",
    maxAge: 0,
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure(),
  });
  redirect("/signin");
}
