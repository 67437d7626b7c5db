export { openPlaces, type Place, type Places } from "./open-places.ts";
export { placeOf, withPlace } from "./place-of.ts";
