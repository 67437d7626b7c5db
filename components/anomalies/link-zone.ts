import { createContext, useContext } from "react";
import type { Zone } from "../events/times.ts";

/** By whose clock the page is read, which the Events pages that it leads to keep. */
export const LinkZone = createContext<Zone>("tenant");

export const useLinkZone = (): Zone => useContext(LinkZone);
