import { renderSVG } from "uqr";
import { inAccount } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { runtime } from "../runtime.ts";
import type { AccountContext } from "./account.ts";
import { newTotpSecret, sealTotpSecret, totpEnrolment } from "./totp.ts";

/** What an authenticator needs, to be shown once: as address, as text and as a picture of black and white squares. */
export interface ProposedFactor {
  /** `otpauth://totp/...` */
  uri: string;
  /** Base32. */
  secret: string;
  /** SVG. */
  qr: string;
}

/** Begins an enrolment; an earlier one that was not confirmed ends. AppError `conflict` when there is a second factor already. */
export async function proposeSecondFactor({ session }: AccountContext): Promise<ProposedFactor> {
  const { person } = session;
  const secret = newTotpSecret();
  const isKept = await inAccount([], (tx) =>
    tx.value<boolean>(
      "second_factor_propose($1::uuid, $2, $3::timestamptz)",
      person.id,
      sealTotpSecret(secret, person.id),
      runtime().clock.now(),
    ),
  );
  if (!isKept)
    throw new AppError(
      "conflict",
      "Your account has a second factor already: remove it first to enrol another authenticator.",
    );
  const { uri, base32 } = totpEnrolment(secret, person.email);
  return { uri, secret: base32, qr: renderSVG(uri, { border: 2, ecc: "M", pixelSize: 4 }) };
}
