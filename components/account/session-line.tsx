"use client";
import { IconDeviceDesktop, IconDeviceMobile, IconTerminal2 } from "@tabler/icons-react";
import type { SessionLine } from "#server/people/index.ts";
import classes from "./account.module.css";

/** "Berlin, DE", or nothing where it is not known. */
export function placeText(place: SessionLine["place"]): string {
  return place ? [place.city ?? place.region, place.country].filter(Boolean).join(", ") : "";
}

const PHONES = /Android|iOS|iPadOS/i;

/** A device as the list of sessions names it. */
export function DeviceName({ device }: { device: SessionLine["device"] }) {
  const Icon = PHONES.test(device.os ?? "") ? IconDeviceMobile : device.os ? IconDeviceDesktop : IconTerminal2;
  return (
    <span className={classes.device}>
      <Icon size={16} stroke={1.6} aria-hidden="true" />
      {device.device}
    </span>
  );
}
