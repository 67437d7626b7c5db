import classes from "./brand.module.css";

export function SealGlyph({ size = 18 }: { size?: number }) {
  return (
    <svg className={classes.glyph} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d="M16 7l9 9-9 9-9-9z" />
    </svg>
  );
}

export function Brand() {
  return (
    <span className={classes.brand}>
      <SealGlyph />
      Sealtrail
    </span>
  );
}
