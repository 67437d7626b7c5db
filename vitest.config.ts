import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{packages,server,api,app,components,scripts,processes,tests}/**/*.test.ts"],
    exclude: ["**/*.db.test.ts", "node_modules/**"],
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
