/** "1,284,077" */
export function count(number: number): string {
  return number.toLocaleString("en-GB");
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
