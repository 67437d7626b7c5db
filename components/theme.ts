import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const indigo: MantineColorsTuple = [
  "#eef0ff",
  "#e0e3ff",
  "#c4c8ff",
  "#a9abff",
  "#9a9bff",
  "#625cf0",
  "#4f46e5",
  "#443bcd",
  "#3930b0",
  "#2e2790",
];

// Filled in shade 6 on light and 5 on dark, with white text at 4.5:1 or more.
const red: MantineColorsTuple = [
  "#ffecec",
  "#ffd6d7",
  "#ffb0b3",
  "#ff8a8f",
  "#f0636a",
  "#cf2f3b",
  "#bd202c",
  "#a01a25",
  "#86161f",
  "#6d1219",
];

const gray: MantineColorsTuple = [
  "#fbfbfc",
  "#f4f5f7",
  "#eceef2",
  "#e0e3e9",
  "#ccd1da",
  "#98a1b3",
  "#667085",
  "#4b5466",
  "#2c3340",
  "#14161c",
];

const dark: MantineColorsTuple = [
  "#e8eaf0",
  "#c3c8d4",
  "#a0a8b8",
  "#8f97a8",
  "#3a404d",
  "#262a33",
  "#14171d",
  "#14171d",
  "#0e1014",
  "#090b0e",
];

export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 6, dark: 5 },
  black: "#14161c",
  colors: { indigo, red, gray, dark },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  headings: { fontFamily: '"Inter Variable", system-ui, sans-serif', fontWeight: "620" },
  defaultRadius: 7,
  cursorType: "pointer",
  respectReducedMotion: true,
  components: { Notification: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } } },
});

/** Mantine's own surfaces in Sealtrail's colours, so that both themes are designed in one place: app/base.css. */
export const cssVariables: CSSVariablesResolver = () => {
  const surfaces = {
    "--mantine-color-body": "var(--s-panel)",
    "--mantine-color-text": "var(--s-text)",
    "--mantine-color-dimmed": "var(--s-muted)",
    "--mantine-color-placeholder": "var(--s-faint)",
    "--mantine-color-default": "var(--s-panel)",
    "--mantine-color-default-hover": "var(--s-hover)",
    "--mantine-color-default-border": "var(--s-line)",
    "--mantine-color-error": "var(--s-deny)",
    "--mantine-color-anchor": "var(--s-accent)",
  };
  return { variables: {}, light: surfaces, dark: surfaces };
};
