import type { Activity } from "./activity.ts";
import { CUSTOMERS, DOCUMENTS } from "./catalog-acme.ts";
import type { AcmeWorld } from "./world-acme.ts";

const TICKETS = [
  "Robot stops at dock",
  "Rechnung unklar",
  "Login fails after phone change",
  "Mapa desatualizado",
  "電池の警告",
  "Lift does not answer",
  "Zwei Roboter warten aufeinander",
  "Wrong unit in usage report",
  "Câmera suja, como limpar?",
  "Webhook arrives twice",
  "夜間モードの設定",
];
const STAGES = ["qualified", "proposal", "negotiation", "won"];
const DEALS = [
  "pilot",
  "phase 2, 120 robots",
  "renewal, 2 years",
  "second site",
  "night shift package",
  "spare parts",
  "training",
];

export function viewCustomer(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: "customer.view",
    category: "access",
    crud: "r",
    targets: [world.customer(random)],
    environment: "prod",
    metadata: { section: random.pick(["contacts", "robots", "invoices", "usage", "contracts"]) },
  });
}

export function updateCustomer(world: AcmeWorld): Activity {
  return ({ random }) => {
    const change = random.pick([
      { field: "plan", before: "fleet-50", after: "fleet-100" },
      { field: "billing_contact", before: "old contact", after: "new contact" },
      { field: "sla", before: { hours: 8, days: "Mon-Fri" }, after: { hours: 4, days: "Mon-Sat" } },
      { field: "address.city", before: "Sao Paulo", after: "São Paulo" },
    ]);
    return {
      action: "customer.update",
      category: "change",
      crud: "u",
      targets: [world.customer(random)],
      environment: "prod",
      changes: [change],
    };
  };
}

export function exportCustomerData(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: "customer_data.export",
    category: "access",
    crud: "r",
    severity: "medium",
    targets: [world.customer(random)],
    environment: "prod",
    description: random.pick([
      "Asked for by the customer's own data protection officer, request handled within the agreed five working days.",
      "Usage figures for the quarterly business review.",
      "Migration to the customer's new warehouse system: full set of maps, tasks and usage since the contract began. Delivered through the portal, encrypted to the customer's key.",
    ]),
    metadata: { rows: random.int(200, 48_000), format: random.pick(["csv", "parquet", "json"]), encrypted: true },
    deniedShare: 0.025,
  });
}

export function actForCustomer(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: "customer.impersonate",
    category: "access",
    crud: "r",
    severity: "medium",
    targets: [world.customer(random), { type: "ticket", id: `T-${world.ticket}` }],
    environment: "prod",
    description: `Reproduce what the customer sees in ticket T-${world.ticket}, with the customer on the phone.`,
    metadata: { minutes: random.int(4, 30), read_only: true },
    deniedShare: 0.02,
  });
}

export function updateTicket(world: AcmeWorld): Activity {
  return ({ random }) => {
    const isNew = random.chance(0.35);
    const number = isNew ? ++world.ticket : world.ticket - random.int(0, 30);
    const before = random.pick(["open", "waiting"]);
    return {
      action: isNew ? "ticket.create" : "ticket.update",
      category: "change",
      crud: isNew ? "c" : "u",
      targets: [
        {
          type: "ticket",
          id: `T-${number}`,
          name: TICKETS[(number * 3) % TICKETS.length]!,
        },
      ],
      environment: "prod",
      ...(!isNew && { changes: [{ field: "state", before, after: before === "open" ? "waiting" : "solved" }] }),
    };
  };
}

export function sendInvoice(world: AcmeWorld): Activity {
  return ({ random }) => {
    const verb = random.weighted([
      [5, "create"],
      [6, "send"],
      [1, "void"],
    ] as const);
    const number = verb === "create" ? ++world.invoice : world.invoice - random.int(0, 40);
    return {
      action: `invoice.${verb}`,
      category: "change",
      crud: verb === "create" ? "c" : "u",
      targets: [{ type: "invoice", id: `AR-${number}` }, world.customer(random)],
      environment: "prod",
      metadata: { amount: random.int(180, 96_000), currency: random.pick(["EUR", "USD", "BRL", "JPY"]) },
      ...(verb === "void" && { severity: "low" as const, description: "Wrong tax rate; a corrected invoice follows." }),
    };
  };
}

export function approvePurchase(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: random.chance(0.93) ? "purchase_order.approve" : "purchase_order.reject",
    category: "authorization",
    crud: "u",
    targets: [
      {
        type: "purchase_order",
        id: `PO-${3000 + (++world.change % 6000)}`,
        name: random.pick(["Lidar units", "GPU hours", "Batterien", "Office chairs", "Motores", "Freight"]),
      },
    ],
    environment: "prod",
    metadata: { amount: random.int(90, 42_000), currency: random.pick(["EUR", "USD", "BRL"]), limit: 50_000 },
    deniedShare: 0.02,
  });
}

export function refundPayment(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: "payment.refund",
    category: "change",
    crud: "u",
    severity: "low",
    targets: [{ type: "payment", id: `pay_${random.hex(10)}` }, world.customer(random)],
    environment: "prod",
    metadata: {
      amount: random.int(20, 4000),
      currency: "EUR",
      reason: random.pick(["duplicate", "goodwill", "cancelled order"]),
    },
    deniedShare: 0.03,
  });
}

export function exportReport(kinds: readonly string[]): Activity {
  return ({ random }) => {
    const kind = random.pick(kinds);
    return {
      action: "report.export",
      category: "access",
      crud: "r",
      severity: "low",
      targets: [{ type: "report", id: kind.replaceAll(" ", "-"), name: kind }],
      environment: "prod",
      metadata: { format: random.pick(["xlsx", "pdf", "csv"]), rows: random.int(12, 9000) },
    };
  };
}

export function useDocument(): Activity {
  return ({ random }) => {
    const verb = random.weighted([
      [14, "view"],
      [5, "edit"],
      [2, "share"],
    ] as const);
    const document = random.pick(DOCUMENTS);
    return {
      action: `document.${verb}`,
      category: verb === "view" ? "access" : "change",
      crud: verb === "view" ? "r" : "u",
      targets: [{ type: "document", ...document }],
      environment: "prod",
      ...(verb === "share" && {
        severity: "low" as const,
        metadata: {
          with: random.pick(["legal", "finance", "outside counsel", "leadership"]),
          until_days: random.pick([7, 30]),
        },
      }),
      deniedShare: document.name === "Pay bands" ? 0.08 : 0.004,
    };
  };
}

export function viewCandidate(world: AcmeWorld): Activity {
  return ({ random }) => {
    if (random.chance(0.2)) world.candidate++;
    const isRead = random.chance(0.7);
    return {
      action: isRead ? "candidate.view" : "candidate.update",
      category: isRead ? "access" : "change",
      crud: isRead ? "r" : "u",
      targets: [{ type: "candidate", id: `cand-${world.candidate - random.int(0, 25)}` }],
      environment: "prod",
      metadata: { stage: random.pick(["applied", "phone", "on site", "offer"]) },
    };
  };
}

export function updateEmployee(): Activity {
  return ({ random }) => ({
    action: "employee.update",
    category: "administration",
    crud: "u",
    targets: [{ type: "employee", id: `emp-${random.int(1, 72)}` }],
    environment: "prod",
    changes: [
      random.pick([
        { field: "manager", before: "emp-14", after: "emp-22" },
        { field: "working_time_percent", before: 100, after: 80 },
        { field: "cost_centre", before: "4100", after: "4200" },
      ]),
    ],
    deniedShare: 0.01,
  });
}

export function updateOpportunity(): Activity {
  return ({ random }) => {
    const number = random.int(900, 1400);
    const customer = CUSTOMERS[number % CUSTOMERS.length]!;
    const step = random.int(0, STAGES.length - 2);
    return {
      action: "opportunity.update",
      category: "change",
      crud: "u",
      targets: [
        { type: "opportunity", id: `opp-${number}`, name: `${customer.name}: ${DEALS[(number * 3) % DEALS.length]}` },
      ],
      environment: "prod",
      changes: [{ field: "stage", before: STAGES[step], after: STAGES[step + 1] }],
    };
  };
}

export function useDataset(world: AcmeWorld): Activity {
  return ({ random }) => {
    const verb = random.weighted([
      [12, "read"],
      [3, "publish"],
      [2, "update"],
    ] as const);
    return {
      action: `dataset.${verb}`,
      category: verb === "read" ? "access" : "change",
      crud: verb === "read" ? "r" : "u",
      targets: [world.dataset(random)],
      environment: random.chance(0.6) ? "prod" : "dev",
      metadata: { rows: random.int(400, 4_000_000), columns: random.int(4, 60) },
    };
  };
}

export function useModel(): Activity {
  return ({ random }) => {
    const verb = random.weighted([
      [8, "evaluate"],
      [5, "train"],
      [2, "publish"],
    ] as const);
    const name = random.pick(["grasp-net", "path-forecast", "battery-life", "defect-vision"]);
    return {
      action: `model.${verb}`,
      category: verb === "evaluate" ? "access" : "change",
      crud: verb === "evaluate" ? "r" : "c",
      targets: [{ type: "model", id: `mdl-${name}`, name }],
      environment: verb === "publish" ? "prod" : "dev",
      metadata: { accuracy: Math.round(random.between(0.81, 0.99) * 1000) / 1000, gpu_hours: random.int(1, 90) },
      failedShare: 0.03,
    };
  };
}
