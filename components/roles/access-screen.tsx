"use client";
import Link from "next/link";
import type { Access } from "#server/roles/index.ts";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { Held } from "./right-matrix.tsx";
import classes from "./roles.module.css";
import { SightPanel } from "./sight-panel.tsx";
import { usePreview } from "./use-preview.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  access: Access;
  maySeeRole: boolean;
}

/** What one person may do and see, with where it comes from. */
export function AccessScreen({ tenant, access, maySeeRole }: Props) {
  const { role, person, groups, bars } = access;
  const who = person?.name ?? role.name;
  const preview = usePreview(tenant.slug, role);
  const held = groups.flatMap((group) => group.rights).filter((right) => right.from !== null).length;
  return (
    <>
      <header className={page.header}>
        <h1>What {who} can see</h1>
      </header>
      <div className={classes.columns}>
        <div className={classes.main}>
          <section className={page.card} aria-labelledby="who-title">
            <h2 id="who-title">{who}</h2>
            {person ? <p>{person.email}</p> : null}
            {bars.map(({ bar, message }) => (
              <p key={bar} role="note" className={classes.bar}>
                <strong>No access for now.</strong> {message}
              </p>
            ))}
            <p>
              Has the role{" "}
              {maySeeRole ? (
                <Link href={`/t/${tenant.slug}/roles/${encodeURIComponent(role.name)}`} className={classes.textLink}>
                  {role.name}
                </Link>
              ) : (
                role.name
              )}{" "}
              and sees {role.words}.
            </p>
          </section>
          <section className={page.card} aria-labelledby="effective-title">
            <div className={classes.cardHead}>
              <h2 id="effective-title">Effective rights</h2>
              <span className={classes.faint}>{plural(bars.length > 0 ? 0 : held, "right")} in effect</span>
            </div>
            <table className={classes.matrix}>
              <thead>
                <tr>
                  <th scope="col">Right</th>
                  <th scope="col">Comes from</th>
                  <th scope="col">Held</th>
                </tr>
              </thead>
              {groups.map((group) => (
                <tbody key={group.name}>
                  <tr>
                    <th scope="rowgroup" colSpan={3} className={classes.group}>
                      {group.name}
                    </th>
                  </tr>
                  {group.rights.map((right) => (
                    <tr key={right.name}>
                      <th scope="row">
                        <span className={classes.rightLabel}>{right.label}</span>
                        <span className={classes.faint}>
                          {right.description} <code>{right.name}</code>
                        </span>
                      </th>
                      <td className={classes.from}>{right.from ?? ""}</td>
                      <td>
                        <Held isHeld={right.from !== null} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              ))}
            </table>
          </section>
        </div>
        <aside className={classes.aside} aria-label="Events that fit">
          <SightPanel
            title={
              role.permissions.includes("events.read")
                ? `Events ${who} sees`
                : `Events ${who} would see with the right to read events`
            }
            preview={preview}
            timeZone={tenant.timeZone}
          />
        </aside>
      </div>
    </>
  );
}
