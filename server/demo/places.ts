import type { Country } from "./holidays.ts";

/** Where an address is said to be; coordinates in degrees. */
export interface Location {
  country: string;
  region: string;
  city: string;
  lat: number;
  lon: number;
}

export interface Network {
  ip: string;
  location: Location;
}

function place(country: string, region: string, city: string, lat: number, lon: number): Location {
  return { country, region, city, lat, lon };
}

export const CITIES = {
  berlin: place("DE", "Berlin", "Berlin", 52.52, 13.41),
  potsdam: place("DE", "Brandenburg", "Potsdam", 52.4, 13.06),
  frankfurt: place("DE", "Hesse", "Frankfurt am Main", 50.11, 8.68),
  hamburg: place("DE", "Hamburg", "Hamburg", 53.55, 9.99),
  austin: place("US", "Texas", "Austin", 30.27, -97.74),
  roundRock: place("US", "Texas", "Round Rock", 30.51, -97.68),
  ashburn: place("US", "Virginia", "Ashburn", 39.04, -77.49),
  newYork: place("US", "New York", "New York", 40.71, -74.01),
  jerseyCity: place("US", "New Jersey", "Jersey City", 40.73, -74.08),
  saoPaulo: place("BR", "São Paulo", "São Paulo", -23.55, -46.63),
  santoAndre: place("BR", "São Paulo", "Santo André", -23.66, -46.53),
  tokyo: place("JP", "Tokyo", "Tokyo", 35.68, 139.69),
  yokohama: place("JP", "Kanagawa", "Yokohama", 35.44, 139.64),
  london: place("GB", "England", "London", 51.51, -0.13),
  croydon: place("GB", "England", "Croydon", 51.37, -0.1),
  dublin: place("IE", "Leinster", "Dublin", 53.35, -6.26),
  reykjavik: place("IS", "Capital Region", "Reykjavík", 64.15, -21.94),
  singapore: place("SG", "Central Singapore", "Singapore", 1.29, 103.85),
  amsterdam: place("NL", "North Holland", "Amsterdam", 52.37, 4.9),
  bucharest: place("RO", "București", "Bucharest", 44.43, 26.1),
  hanoi: place("VN", "Hà Nội", "Hanoi", 21.03, 105.85),
} as const satisfies Record<string, Location>;

export interface Site {
  name: string;
  zone: string;
  country: Country;
  office: Network;
  homes: readonly [Location, Location];
  /** Second group of the IPv6 block that the city's households live in. */
  block: string;
  startMinute: number;
}

export const SITES = {
  berlin: {
    name: "Berlin",
    zone: "Europe/Berlin",
    country: "DE",
    office: { ip: "203.0.113.10", location: CITIES.berlin },
    homes: [CITIES.berlin, CITIES.potsdam],
    block: "be30",
    startMinute: 545,
  },
  austin: {
    name: "Austin",
    zone: "America/Chicago",
    country: "US",
    office: { ip: "203.0.113.42", location: CITIES.austin },
    homes: [CITIES.austin, CITIES.roundRock],
    block: "a512",
    startMinute: 520,
  },
  saoPaulo: {
    name: "São Paulo",
    zone: "America/Sao_Paulo",
    country: "BR",
    office: { ip: "203.0.113.74", location: CITIES.saoPaulo },
    homes: [CITIES.saoPaulo, CITIES.santoAndre],
    block: "5a11",
    startMinute: 550,
  },
  tokyo: {
    name: "東京",
    zone: "Asia/Tokyo",
    country: "JP",
    office: { ip: "203.0.113.106", location: CITIES.tokyo },
    homes: [CITIES.tokyo, CITIES.yokohama],
    block: "703a",
    startMinute: 570,
  },
  london: {
    name: "London",
    zone: "Europe/London",
    country: "GB",
    office: { ip: "203.0.113.18", location: CITIES.london },
    homes: [CITIES.london, CITIES.croydon],
    block: "10d0",
    startMinute: 450,
  },
  newYork: {
    name: "New York",
    zone: "America/New_York",
    country: "US",
    office: { ip: "203.0.113.50", location: CITIES.newYork },
    homes: [CITIES.newYork, CITIES.jerseyCity],
    block: "e212",
    startMinute: 435,
  },
} as const satisfies Record<string, Site>;

export type SiteName = keyof typeof SITES;

export const CLOUD = {
  europe: { ip: "203.0.113.140", location: CITIES.frankfurt },
  europeSpare: { ip: "203.0.113.141", location: CITIES.frankfurt },
  america: { ip: "203.0.113.172", location: CITIES.ashburn },
  americaSpare: { ip: "203.0.113.173", location: CITIES.ashburn },
  plantBerlin: { ip: "203.0.113.201", location: CITIES.berlin },
  nordlicht: { ip: "203.0.113.212", location: CITIES.hamburg },
  ireland: { ip: "203.0.113.233", location: CITIES.dublin },
} as const satisfies Record<string, Network>;

/** A household's address. Each slot owns four IPv4 addresses or one IPv6 /64; a lease moves within them. */
export function homeNetwork(site: Site, slot: number, lease: number, sixth: boolean, location: Location): Network {
  if (!sixth) return { ip: `198.51.100.${(slot * 4 + (lease % 4)) % 256}`, location };
  const household = (0x100 + slot).toString(16);
  return { ip: `2001:db8:${site.block}:${household}::${(0x1a + lease).toString(16)}`, location };
}

export function hotelNetwork(site: Site, slot: number, trip: number): Network {
  return {
    ip: `2001:db8:${site.block}:f0${(slot % 240) + 10}::${(trip + 2).toString(16)}`,
    location: site.office.location,
  };
}
