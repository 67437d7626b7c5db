import type { RequestOrigin } from "../access/index.ts";
import { inBackground } from "../background.ts";
import { isMailConfigured, type SecurityNoticeMail, securityNoticeMail, sendMail } from "../mail/index.ts";
import { placeOf } from "../places/index.ts";
import { runtime } from "../runtime.ts";
import { describeDevice } from "./device.ts";

/** Tells a person by mail what happened to its account; nothing waits for it, and without SMTP_URL nothing is sent. */
export function sendSecurityNotice(to: string, what: SecurityNoticeMail["what"], origin: RequestOrigin): void {
  if (!isMailConfigured()) return;
  const notice = securityNoticeMail({
    what,
    when: runtime().clock.now(),
    device: describeDevice(origin.userAgent).device,
    place: origin.ip ? placeOf(origin.ip) : null,
  });
  inBackground("mail about an account", () => sendMail({ to, ...notice }));
}
