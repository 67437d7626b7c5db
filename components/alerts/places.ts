import type { Explanation } from "#server/findings/index.ts";

export type Place = NonNullable<Explanation["places"]>[number];

const EARTH_KM = 6_371.0088;
const rad = (degrees: number) => (degrees * Math.PI) / 180;

/** Kilometres along the great circle. */
export function distanceKm(a: Pick<Place, "lat" | "lon">, b: Pick<Place, "lat" | "lon">): number {
  const half = (from: number, to: number) => Math.sin(rad(to - from) / 2) ** 2;
  const h = half(a.lat, b.lat) + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * half(a.lon, b.lon);
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}
