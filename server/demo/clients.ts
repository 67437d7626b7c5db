import { DAY } from "./calendar.ts";

export type Browser = "chrome" | "firefox" | "safari" | "edge";
export type System = "mac" | "windows" | "linux";

export interface Device {
  system: System;
  browser: Browser;
  /** How far this machine's browser trails the newest release. */
  lagDays: number;
}

const CHROME_CADENCE_DAYS = 31;
const FIREFOX_CADENCE_DAYS = 29;
const CHROME_120 = Date.UTC(2023, 11, 5);
const FIREFOX_121 = Date.UTC(2023, 11, 19);

const PLATFORM: Record<System, string> = {
  mac: "Macintosh; Intel Mac OS X 10_15_7",
  windows: "Windows NT 10.0; Win64; x64",
  linux: "X11; Linux x86_64",
};
const FIREFOX_PLATFORM: Record<System, string> = { ...PLATFORM, mac: "Macintosh; Intel Mac OS X 10.15" };

function major(first: number, since: number, cadenceDays: number, at: number): number {
  return first + Math.max(0, Math.floor((at - since) / (cadenceDays * DAY)));
}

function safariVersion(at: number): string {
  const moment = new Date(at);
  const monthsSinceAutumn = (moment.getUTCMonth() + 12 - 8) % 12;
  const season = moment.getUTCFullYear() - (moment.getUTCMonth() < 8 ? 1 : 0);
  const name = season >= 2025 ? season - 1999 : season - 2006;
  return `${name}.${Math.floor(monthsSinceAutumn / 2)}`;
}

/** What the device's browser calls itself at that time; versions rise as the months pass. */
export function browserAgent(device: Device, at: number): string {
  const seen = at - device.lagDays * DAY;
  const webkit = `Mozilla/5.0 (${PLATFORM[device.system]})`;
  if (device.browser === "firefox") {
    const version = major(121, FIREFOX_121, FIREFOX_CADENCE_DAYS, seen);
    return `Mozilla/5.0 (${FIREFOX_PLATFORM[device.system]}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`;
  }
  if (device.browser === "safari") {
    return `${webkit} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${safariVersion(seen)} Safari/605.1.15`;
  }
  const version = major(120, CHROME_120, CHROME_CADENCE_DAYS, seen);
  const chrome = `${webkit} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`;
  return device.browser === "edge" ? `${chrome} Edg/${version}.0.0.0` : chrome;
}

/** A product's own client, released every `cadenceDays`; `major.minor.patch` grows with the year. */
export function clientVersion(at: number, cadenceDays: number): string {
  const moment = new Date(at);
  const dayInYear = Math.floor((at - Date.UTC(moment.getUTCFullYear(), 0, 1)) / DAY);
  const release = Math.floor(dayInYear / cadenceDays);
  return `${moment.getUTCFullYear() - 2021}.${Math.floor(release / 4)}.${release % 4}`;
}

export function commandAgent(name: string, device: Device, at: number): string {
  const system = { mac: "darwin; arm64", windows: "windows; amd64", linux: "linux; amd64" }[device.system];
  return `${name}/${clientVersion(at - device.lagDays * DAY, 17)} (${system})`;
}

export function phoneAgent(at: number): string {
  const version = safariVersion(at);
  const system = version.replace(".", "_");
  const webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
  return `Mozilla/5.0 (iPhone; CPU iPhone OS ${system} like Mac OS X) ${webkit} Version/${version} Mobile/15E148 Safari/604.1`;
}

export function serviceAgent(name: string, at: number): string {
  return `${name}/${clientVersion(at, 9)}`;
}
