import { type Person, personOf, type RosterRow } from "./person.ts";
import type { SiteName } from "./places.ts";

type Line = [name: string, mailbox: string, team: string, title: string, more?: Partial<RosterRow>];

const LONDON: Line[] = [
  ["Imogen Hartley", "imogen.hartley", "leadership", "Managing Director", { auth: "passkey" }],
  ["Callum Baird", "callum.baird", "trading", "Head of Power Trading", { onCall: true }],
  ["Siobhán Ní Bhriain", "siobhan.nibhriain", "trading", "Intraday Power Trader"],
  ["Kwame Asante", "kwame.asante", "trading", "Gas Trader"],
  ["Eleanor Whitcombe", "eleanor.whitcombe", "risk", "Chief Risk Officer"],
  ["Arjun Kapoor", "arjun.kapoor", "risk", "Risk Analyst"],
  ["Freya Sundström", "freya.sundstrom", "operations", "Scheduling Lead", { onCall: true }],
  ["Gareth Llewellyn", "gareth.llewellyn", "operations", "Settlements Analyst"],
  ["Mateusz Kowalczyk", "mateusz.kowalczyk", "technology", "Platform Engineer", { onCall: true }],
  ["Harriet Osborne", "harriet.osborne", "compliance", "Compliance Officer", { auth: "saml" }],
  ["Adebayo Ogunleye", "adebayo.ogunleye", "trading", "Junior Trader", { joins: 176 }],
];

const NEW_YORK: Line[] = [
  ["Renata Vasquez", "renata.vasquez", "trading", "Head of US Gas"],
  ["Dmitri Sokolov", "dmitri.sokolov", "trading", "Power Trader"],
  ["Caroline Huang", "caroline.huang", "quantitative", "Quantitative Analyst"],
  ["Isaac Feldman", "isaac.feldman", "quantitative", "Model Developer"],
  ["Tanya Brooks-Diaz", "tanya.brooksdiaz", "operations", "Settlements Analyst", { leaves: 88 }],
  ["Owen McAllister", "owen.mcallister", "technology", "Site Reliability Engineer", { onCall: true }],
  ["Nicole Abernathy", "nicole.abernathy", "compliance", "Compliance Analyst", { joins: 71 }],
];

const BY_SITE: readonly (readonly [SiteName, Line[]])[] = [
  ["london", LONDON],
  ["newYork", NEW_YORK],
];

export const GLOBEX_PEOPLE: readonly Person[] = BY_SITE.flatMap(([site, lines]) =>
  lines.map(([name, mailbox, team, title, more]) => ({ name, mailbox, site, team, title, ...more })),
).map((row, slot) => personOf(row, "globex-energy.example", slot));
