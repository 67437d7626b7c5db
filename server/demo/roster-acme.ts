import { type Person, personOf, type RosterRow } from "./person.ts";
import type { SiteName } from "./places.ts";

type Line = [name: string, mailbox: string, team: string, title: string, more?: Partial<RosterRow>];

const BERLIN: Line[] = [
  ["Helena Brandt", "helena.brandt", "leadership", "Chief Executive Officer"],
  ["Ana Ruiz", "ana.ruiz", "security", "Head of Security", { auth: "passkey", onCall: true }],
  ["Mika Tan", "mika.tan", "platform", "Site Reliability Engineer", { auth: "passkey", onCall: true }],
  ["Zoë Lindqvist", "zoe.lindqvist", "platform", "Staff Engineer, Platform", { onCall: true }],
  ["Tobias Krüger", "tobias.krueger", "platform", "Site Reliability Engineer", { onCall: true, leaves: 58 }],
  ["Nadia Benali", "nadia.benali", "backend", "Engineering Manager"],
  ["Jonas Weiß", "jonas.weiss", "backend", "Senior Software Engineer", { onCall: true }],
  ["Priya Raghunathan", "priya.raghunathan", "backend", "Software Engineer"],
  ["Łukasz Zieliński", "lukasz.zielinski", "backend", "Software Engineer", { remote: true }],
  ["Emre Yıldız", "emre.yildiz", "fleet", "Robotics Engineer", { onCall: true }],
  ["Clara Neumann", "clara.neumann", "fleet", "Firmware Engineer"],
  ["Søren Dahl", "soren.dahl", "fleet", "Robotics Engineer"],
  ["Aisha Rahman", "aisha.rahman", "machine-learning", "Machine Learning Lead"],
  ["Matthias Vogel", "matthias.vogel", "data", "Data Engineer"],
  ["Ines Carvalho", "ines.carvalho", "data", "Analytics Engineer", { joins: 214 }],
  ["Felix Hartmann", "felix.hartmann", "information-technology", "IT Administrator", { auth: "password/totp" }],
  ["Miriam Adler", "miriam.adler", "internal-audit", "Internal Auditor", { auth: "saml" }],
  ["Petra Schulze", "petra.schulze", "finance", "Head of Finance"],
  ["Oleksandr Bondar", "oleksandr.bondar", "finance", "Accountant"],
  ["Johanna Fuchs", "johanna.fuchs", "people", "People Partner"],
  ["Daniel Okafor", "daniel.okafor", "legal", "General Counsel"],
  ["Lea Hoffmann", "lea.hoffmann", "product", "Product Manager"],
  ["Sanne de Vries", "sanne.devries", "product", "Product Designer", { joins: 121 }],
  ["Moritz Engel", "moritz.engel", "support", "Support Engineer"],
  ["Katarzyna Nowak", "katarzyna.nowak", "support", "Support Engineer", { joins: 64 }],
];

const AUSTIN: Line[] = [
  ["Jo Park", "jo.park", "platform", "VP Platform", { auth: "passkey", onCall: true }],
  ["Marcus Whitfield", "marcus.whitfield", "platform", "Site Reliability Engineer", { onCall: true }],
  ["Grace O'Connell", "grace.oconnell", "security", "Security Engineer", { auth: "passkey", onCall: true }],
  ["Tyler Nguyen", "tyler.nguyen", "backend", "Senior Software Engineer", { onCall: true }],
  ["Danielle Brooks", "danielle.brooks", "backend", "Software Engineer"],
  ["Ravi Menon", "ravi.menon", "backend", "Software Engineer", { joins: 281 }],
  ["Cole Ramsey", "cole.ramsey", "fleet", "Field Robotics Lead", { onCall: true }],
  ["Luz Herrera", "luz.herrera", "fleet", "Robotics Technician"],
  ["Hannah Pierce", "hannah.pierce", "machine-learning", "Machine Learning Engineer"],
  ["Wei Zhang", "wei.zhang", "data", "Data Scientist"],
  ["Brandon Kelley", "brandon.kelley", "sales", "VP Sales"],
  ["Melissa Tran", "melissa.tran", "sales", "Account Executive"],
  ["Chris Delgado", "chris.delgado", "sales", "Account Executive", { leaves: 117 }],
  ["Amber Fitzgerald", "amber.fitzgerald", "finance", "Billing Specialist"],
  ["Samuel Osei", "samuel.osei", "information-technology", "IT Support Specialist", { auth: "password/totp" }],
  ["Victoria Lam", "victoria.lam", "support", "Support Lead"],
  ["Noah Jefferson", "noah.jefferson", "support", "Support Engineer", { joins: 168 }],
  ["Rachel Stein", "rachel.stein", "people", "Recruiter"],
];

const SAO_PAULO: Line[] = [
  ["João Pedro Almeida", "joao.almeida", "fleet", "Operations Lead, São Paulo", { onCall: true }],
  ["Beatriz Nogueira", "beatriz.nogueira", "fleet", "Robotics Technician"],
  ["Thiago Conceição", "thiago.conceicao", "backend", "Software Engineer", { onCall: true }],
  ["Larissa Araújo", "larissa.araujo", "support", "Support Engineer"],
  ["Rafael Monteiro", "rafael.monteiro", "sales", "Account Executive"],
  ["Camila Guimarães", "camila.guimaraes", "finance", "Accountant"],
  ["Otávio Brandão", "otavio.brandao", "data", "Data Engineer", { joins: 93 }],
  ["Fernanda Peçanha", "fernanda.pecanha", "backend", "Software Engineer", { leaves: 187 }],
];

const TOKYO: Line[] = [
  ["Yui Satō (佐藤 結衣)", "yui.sato", "fleet", "Operations Lead, Tokyo", { onCall: true }],
  ["Haruto Nakamura", "haruto.nakamura", "fleet", "Robotics Engineer"],
  ["Ren Kobayashi", "ren.kobayashi", "platform", "Site Reliability Engineer", { onCall: true }],
  ["Aoi Fujimoto", "aoi.fujimoto", "machine-learning", "Machine Learning Engineer"],
  ["Daichi Mori (森 大地)", "daichi.mori", "backend", "Software Engineer", { onCall: true }],
  ["Sakura Endō", "sakura.endo", "support", "Support Engineer"],
  ["Kenji Watanabe", "kenji.watanabe", "sales", "Country Manager Japan"],
  ["Mei Takahashi", "mei.takahashi", "product", "Product Manager", { joins: 246 }],
  [
    "Elif Demir",
    "elif.demir",
    "information-technology",
    "IT Contractor",
    { joins: 208, leaves: 201, auth: "password/totp" },
  ],
];

const BY_SITE: readonly (readonly [SiteName, Line[]])[] = [
  ["berlin", BERLIN],
  ["austin", AUSTIN],
  ["saoPaulo", SAO_PAULO],
  ["tokyo", TOKYO],
];

export const ACME_PEOPLE: readonly Person[] = BY_SITE.flatMap(([site, lines]) =>
  lines.map(([name, mailbox, team, title, more]) => ({ name, mailbox, site, team, title, ...more })),
).map((row, slot) => personOf(row, "acme-robotics.example", slot));
