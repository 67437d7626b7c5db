import type { TenantSettings } from "#server/tenants/index.ts";
import { count } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./settings.module.css";

const WORDS: Record<keyof TenantSettings["limits"], string> = {
  members: "Members and pending invitations",
  roles: "Custom roles",
  keys: "Keys that are not revoked",
  keyDays: "Longest life of a provisioning key, days",
};

/** What there may be at most; operators set it. */
export function LimitsCard({ limits }: { limits: TenantSettings["limits"] }) {
  return (
    <section className={page.card} aria-labelledby="limits-title">
      <h2 id="limits-title">Limits</h2>
      <table className={classes.limits}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Now</th>
            <th scope="col">At most</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(limits).map(([name, { most, used }]) => (
            <tr key={name}>
              <td>{WORDS[name as keyof typeof WORDS]}</td>
              <td>{used === null ? "" : count(used)}</td>
              <td>{count(most)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>The operator of this Sealtrail sets them.</p>
    </section>
  );
}
