/** "1,284,077" */
export function count(number: number): string {
  return number.toLocaleString("en-GB");
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** At most one decimal, two below one: "12.3", "0.25". */
export function decimal(number: number): string {
  const isSmall = number !== 0 && Math.abs(number) < 1;
  return number.toLocaleString("en-GB", { maximumFractionDigits: isSmall ? 2 : 1 });
}

/** "5 %", "12.3 %", "0.29 %", "< 0.01 %". */
export function percentText(percent: number): string {
  return percent > 0 && percent < 0.01 ? "< 0.01 %" : `${decimal(percent)} %`;
}
