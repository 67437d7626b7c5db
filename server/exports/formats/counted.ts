/** `1,234,567`. */
export const count = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
