import type { Draw } from "./draw.ts";
import { decoded, partsOf, tokenOf } from "./things.ts";
import type { ForeignWorld } from "./world.ts";

const STARTS = ["st_prv_", "st_ing_", "st_mgt_", "st_plt_", "st_inv_", "st_rst_"];

/** An Authorization header whose token is put together from both tenants' ids, secrets and kinds; none of them is a key that works. */
export function attackToken(world: ForeignWorld, draw: Draw, ownToken: string): Record<string, string> {
  const own = partsOf(ownToken);
  const others = Object.values(world.other.tokens);
  const form = draw.pick(9);
  if (form === 0) return bearer(tokenOf(draw.oneOf(STARTS), draw.thing(["key"]), own.secret));
  if (form === 1) return bearer(tokenOf(own.start, own.id, draw.thing(["secret"])));
  // Ended keys and replaced secrets of the other tenant, whole.
  if (form === 2) return bearer(draw.thing(["token"]));
  if (form === 3) return bearer(draw.encodedThing(["token"]).text);
  if (form === 4) {
    const { start, id, secret } = partsOf(draw.oneOf(others));
    const wrong = draw.oneOf(STARTS.filter((one) => one !== start));
    return bearer(draw.made("token", (madeUp) => tokenOf(wrong, madeUp(id), secret)));
  }
  if (form === 5) {
    // The right id and secret, the wrong checksum.
    const { start, id, secret } = partsOf(draw.oneOf(others));
    return bearer(draw.made("token", (madeUp) => `${start}${madeUp(id)}_${secret}000000`));
  }
  if (form === 6) return bearer(`${ownToken} ${draw.thing(["token"])}`);
  if (form === 7) return bearer(`${ownToken}, Bearer ${draw.thing(["token"])}`);
  return { authorization: `Basic ${Buffer.from(`${decoded(draw.thing(["key"]))}:${own.secret}`).toString("base64")}` };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
