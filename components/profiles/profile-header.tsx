import { IconArrowLeft } from "@tabler/icons-react";
import Link from "next/link";
import { visibleLine } from "#wording";
import { CopyButton } from "../ui/copy-button.tsx";
import page from "../ui/page.module.css";
import { PROFILE_RANGE_FIRST, PROFILE_RANGES, type ProfileRange } from "./profile-range.ts";
import classes from "./profiles.module.css";

interface Props {
  tenant: string;
  name: string;
  id: string;
  type: string;
  /** The type that the address asks for. */
  askedType: string | undefined;
  range: ProfileRange;
}

/** Who or what it is, and the range that is counted, which stands in the address. */
export function ProfileHeader({ tenant, name, id, type, askedType, range }: Props) {
  const hrefOf = (other: ProfileRange) =>
    `?${new URLSearchParams({
      ...(askedType === undefined ? {} : { type: askedType }),
      ...(other === PROFILE_RANGE_FIRST ? {} : { range: other }),
    })}`;
  return (
    <header className={`${page.header} ${classes.header}`}>
      <Link href={`/t/${tenant}/events`} aria-label="All events" title="All events">
        <IconArrowLeft size={17} stroke={1.8} aria-hidden="true" style={{ display: "block" }} />
      </Link>
      <h1>
        <bdi>{visibleLine(name)}</bdi>
      </h1>
      <span className={classes.type}>{visibleLine(type.replaceAll("_", " "))}</span>
      <CopyButton text={id} what={`id ${visibleLine(id).slice(0, 80)}`} />
      <span className={classes.gap} />
      <nav aria-label="Time range" className={classes.ranges}>
        {(Object.keys(PROFILE_RANGES) as ProfileRange[]).map((one) => (
          <Link
            key={one}
            href={hrefOf(one)}
            aria-current={one === range ? "true" : undefined}
            scroll={false}
            prefetch={false}
          >
            {PROFILE_RANGES[one].label}
          </Link>
        ))}
      </nav>
    </header>
  );
}
