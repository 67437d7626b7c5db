import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{tests,server,api,processes,packages}/**/*.db.test.ts"],
    globalSetup: ["tests/global-database.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    env: { LOG_LEVEL: "fatal" },
  },
});
