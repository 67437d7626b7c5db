import type { Random } from "./random.ts";

export const BOOKS = [
  { id: "bk-uk-power", name: "UK power, prompt" },
  { id: "bk-uk-gas", name: "UK gas, storage" },
  { id: "bk-nl-de", name: "Interconnector NL-DE" },
  { id: "bk-pjm", name: "PJM west" },
  { id: "bk-henry", name: "US gas, Henry" },
  { id: "bk-carbon", name: "Carbon allowances" },
] as const;

export const COUNTERPARTIES = [
  { id: "cp-0114", name: "Severn Valley Energy" },
  { id: "cp-0187", name: "Norrland Kraft AB" },
  { id: "cp-0203", name: "Lone Pine Generation" },
  { id: "cp-0220", name: "Société du Rhône Énergie" },
  { id: "cp-0251", name: "Windpark Norderoog" },
  { id: "cp-0266", name: "Catskill Storage Partners" },
] as const;

export const CURVES = ["uk-power-fwd", "uk-gas-fwd", "ttf-fwd", "pjm-west-fwd", "henry-fwd", "carbon-fwd"] as const;
export const ALGOS = ["intraday-sweep", "spread-keeper", "storage-hedger"] as const;

export class GlobexWorld {
  trade = 88120;
  nomination = 5120;
  limit = new Map<string, number>();
  enabled = new Map<string, boolean>();
  model = 31;

  book(random: Random) {
    return { type: "book", ...random.pick(BOOKS) };
  }

  counterparty(random: Random) {
    return { type: "counterparty", ...random.pick(COUNTERPARTIES) };
  }

  recentTrade(random: Random) {
    const id = `TR-${this.trade - random.int(0, 60)}`;
    return { type: "trade", id };
  }
}
