export const INK = "#1a1d23";
export const GREY = "#667085";
export const RULE = "#d5d9e0";
/** Points. */
export const MARGIN = 42;
export const A4 = { width: 595.28, height: 841.89 };
