import type { Device } from "./clients.ts";
import { type Location, SITES, type Site, type SiteName } from "./places.ts";
import { Random } from "./random.ts";

/** One line of a roster. Days are counted back from the anchor: `joins: 200` is 200 days before it. */
export interface RosterRow {
  name: string;
  mailbox: string;
  site: SiteName;
  team: string;
  title: string;
  joins?: number;
  leaves?: number;
  onCall?: boolean;
  remote?: boolean;
  auth?: "passkey" | "password/totp" | "oidc" | "saml";
}

export interface Person extends RosterRow {
  id: string;
  email: string;
  slot: number;
  place: Site;
  home: Location;
  sixth: boolean;
  device: Device;
  signIn: string;
  startMinute: number;
  lengthMinutes: number;
  /** Actions a day, as a factor on the team's mean. */
  energy: number;
  homeShare: number;
  leaseDays: number;
  leaseShift: number;
}

const DEVICES: readonly (readonly [number, Pick<Device, "system" | "browser">])[] = [
  [34, { system: "mac", browser: "chrome" }],
  [16, { system: "mac", browser: "safari" }],
  [8, { system: "mac", browser: "firefox" }],
  [16, { system: "windows", browser: "edge" }],
  [10, { system: "windows", browser: "chrome" }],
  [10, { system: "linux", browser: "firefox" }],
  [8, { system: "linux", browser: "chrome" }],
];

/** Habits follow from the address, so that a person is the same in every generated year. */
export function personOf(row: RosterRow, domain: string, slot: number): Person {
  const email = `${row.mailbox}@${domain}`;
  const random = new Random("person", email);
  const place: Site = SITES[row.site];
  const near = place.homes[random.chance(0.72) ? 0 : 1]!;
  const nudge = () => Math.round(random.between(-6, 6)) / 100;
  return {
    ...row,
    id: `u_${random.hex(16)}`,
    email,
    slot,
    place,
    home: {
      ...near,
      lat: Math.round((near.lat + nudge()) * 100) / 100,
      lon: Math.round((near.lon + nudge()) * 100) / 100,
    },
    sixth: random.chance(0.4),
    device: { ...random.weighted(DEVICES), lagDays: random.int(0, 24) },
    signIn:
      row.auth ??
      random.weighted([
        [45, "passkey"],
        [35, "oidc"],
        [20, "password/totp"],
      ] as const),
    startMinute: place.startMinute + Math.round(random.normal(0, 38)),
    lengthMinutes: Math.round(random.between(500, 575)),
    energy: random.between(0.65, 1.4),
    homeShare: row.remote ? 1 : random.between(0.25, 0.6),
    leaseDays: random.int(30, 62),
    leaseShift: random.int(0, 61),
  };
}
