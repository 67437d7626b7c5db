/** A place on the map, in degrees. */
export interface Spot {
  lat: number;
  lon: number;
}

/** What of the world is drawn: plain degrees, with latitudes growing downwards (`y` is the negative latitude of the upper edge). */
export interface MapFrame {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Width to height. */
export const ASPECT = 2.2;
const LEAST_WIDE = 110;
const ROOM = 14;
const NORTH = 82;
const SOUTH = -58;

/** The smallest frame of the map's form that has all spots with room around them, at least a third of the world. */
export function frameOf(spots: readonly Spot[]): MapFrame {
  const world = { x: -180, y: -NORTH, width: 360, height: 360 / ASPECT };
  if (spots.length === 0) return world;
  const lons = spots.map(({ lon }) => lon);
  const lats = spots.map(({ lat }) => lat);
  const wide = Math.max(...lons) - Math.min(...lons) + 2 * ROOM;
  const high = Math.max(...lats) - Math.min(...lats) + 2 * ROOM;
  const width = Math.min(360, Math.max(wide, high * ASPECT, LEAST_WIDE));
  const height = width / ASPECT;
  const within = (middle: number, size: number, least: number, most: number) =>
    most - least <= size ? (least + most - size) / 2 : Math.min(Math.max(middle - size / 2, least), most - size);
  return {
    x: within((Math.max(...lons) + Math.min(...lons)) / 2, width, -180, 180),
    y: within(-(Math.max(...lats) + Math.min(...lats)) / 2, height, -NORTH, -SOUTH),
    ...{ width, height },
  };
}

/** Lines of the same longitude and latitude in a frame, a round number of degrees apart. */
export function graticule({ x, y, width, height }: MapFrame): { lons: number[]; lats: number[] } {
  const step = width > 220 ? 30 : width > 120 ? 20 : 10;
  const steps = (from: number, to: number) => {
    const found: number[] = [];
    for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
    return found;
  };
  return { lons: steps(x, x + width), lats: steps(y, y + height).map((one) => (one === 0 ? 0 : -one)) };
}

/** An arc from one spot to another, in the frame's coordinates. */
export function arc(from: Spot, to: Spot): string {
  const lift = Math.min(22, Math.hypot(to.lon - from.lon, to.lat - from.lat) / 4);
  const [mx, my] = [(from.lon + to.lon) / 2, -(from.lat + to.lat) / 2 - lift];
  return `M${from.lon} ${-from.lat}Q${mx} ${my} ${to.lon} ${-to.lat}`;
}

/** Of the spots, the most important first, those whose names would not lie on one another's. */
export function labelled<T extends Spot>(spots: readonly T[], { width, height }: MapFrame): T[] {
  const kept: T[] = [];
  for (const spot of spots)
    if (kept.every(({ lat, lon }) => Math.abs(lat - spot.lat) > height / 14 || Math.abs(lon - spot.lon) > width / 6))
      kept.push(spot);
  return kept;
}
