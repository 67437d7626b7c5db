import { count } from "../ui/numbers.ts";
import classes from "./secrets.module.css";

const WIDTH = 78;
const HEIGHT = 20;

/** A few numbers as bars beside the number that sums them up. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const max = Math.max(...values, 0);
  const step = WIDTH / Math.max(1, values.length);
  return (
    <svg
      className={classes.spark}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Reads by week, oldest first: ${values.map(count).join(", ")}`}
    >
      <line x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      {values.map((value, i) => {
        const height = value === 0 ? 0 : Math.max(1.5, (value / max) * (HEIGHT - 2));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a week has no other name than its place
          <rect key={i} x={i * step} y={HEIGHT - height} width={Math.max(1, step - 1)} height={height} />
        );
      })}
    </svg>
  );
}
