import { dayOf, weekday } from "./calendar.ts";

export type Country = "DE" | "US" | "BR" | "JP" | "GB";

function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const skipped = Math.floor(century / 4);
  const moonShift = Math.floor((8 * century + 13) / 25);
  const epact = (century - skipped - moonShift + 19 * golden + 15) % 30;
  const corrected =
    epact - Math.floor(epact / 28) * (1 - Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11));
  const dayInWeek = (year + Math.floor(year / 4) + corrected + 2 - century + skipped) % 7;
  const shift = corrected - dayInWeek;
  const month = 3 + Math.floor((shift + 40) / 44);
  return dayOf(year, month, shift + 28 - 31 * Math.floor(month / 4));
}

function nthMonday(year: number, month: number, nth: number): number {
  return nthWeekday(year, month, 1, nth);
}

function nthWeekday(year: number, month: number, wanted: number, nth: number): number {
  const first = dayOf(year, month, 1);
  return first + ((wanted - weekday(first) + 7) % 7) + 7 * (nth - 1);
}

function lastMonday(year: number, month: number): number {
  const last = dayOf(year, month + 1, 1) - 1;
  return last - ((weekday(last) + 6) % 7);
}

function equinox(year: number, base: number): number {
  return Math.floor(base + 0.242194 * (year - 1980) - Math.floor((year - 1980) / 4));
}

function germany(year: number): number[] {
  const easter = easterSunday(year);
  const fixed = [dayOf(year, 1, 1), dayOf(year, 3, 8), dayOf(year, 5, 1), dayOf(year, 10, 3)];
  return [...fixed, dayOf(year, 12, 25), dayOf(year, 12, 26), easter - 2, easter + 1, easter + 39, easter + 50];
}

function unitedStates(year: number): number[] {
  const fixed = [dayOf(year, 1, 1), dayOf(year, 6, 19), dayOf(year, 7, 4), dayOf(year, 12, 25)];
  const observed = fixed.map((day) => (weekday(day) === 6 ? day - 1 : weekday(day) === 0 ? day + 1 : day));
  const thanksgiving = nthWeekday(year, 11, 4, 4);
  const mondays = [nthMonday(year, 1, 3), nthMonday(year, 2, 3), lastMonday(year, 5), nthMonday(year, 9, 1)];
  return [...observed, ...mondays, thanksgiving, thanksgiving + 1];
}

function brazil(year: number): number[] {
  const easter = easterSunday(year);
  const dates = [
    [1, 1],
    [4, 21],
    [5, 1],
    [7, 9],
    [9, 7],
    [10, 12],
    [11, 2],
    [11, 15],
    [11, 20],
    [12, 25],
  ] as const;
  return [...dates.map(([month, date]) => dayOf(year, month, date)), easter - 48, easter - 47, easter - 2, easter + 60];
}

function japan(year: number): number[] {
  const dates = [
    [1, 1],
    [1, 2],
    [1, 3],
    [2, 11],
    [2, 23],
    [3, equinox(year, 20.8431)],
    [4, 29],
    [5, 3],
    [5, 4],
    [5, 5],
    [8, 11],
    [9, equinox(year, 23.2488)],
    [11, 3],
    [11, 23],
  ] as const;
  const days = dates.map(([month, date]) => dayOf(year, month, date));
  const substitutes = days
    .filter((day) => weekday(day) === 0)
    .map((day) => (days.includes(day + 1) ? day + 3 : day + 1));
  const mondays = [nthMonday(year, 1, 2), nthMonday(year, 7, 3), nthMonday(year, 9, 3), nthMonday(year, 10, 2)];
  return [...days, ...substitutes, ...mondays];
}

function britain(year: number): number[] {
  const easter = easterSunday(year);
  const newYear = dayOf(year, 1, 1);
  const christmas = dayOf(year, 12, 25);
  const yearStart = newYear + ({ 0: 1, 6: 2 }[weekday(newYear)] ?? 0);
  const yuletide = [christmas, christmas + 1].map((day) => (weekday(day) % 6 === 0 ? day + 2 : day));
  return [
    yearStart,
    ...yuletide,
    easter - 2,
    easter + 1,
    nthMonday(year, 5, 1),
    lastMonday(year, 5),
    lastMonday(year, 8),
  ];
}

const RULES: Record<Country, (year: number) => number[]> = {
  DE: germany,
  US: unitedStates,
  BR: brazil,
  JP: japan,
  GB: britain,
};

const known = new Map<string, Set<number>>();

export function isHoliday(country: Country, day: number): boolean {
  const year = new Date(day * 86_400_000).getUTCFullYear();
  const key = country + year;
  let days = known.get(key);
  if (days === undefined) {
    days = new Set(RULES[country](year));
    known.set(key, days);
  }
  return days.has(day);
}
