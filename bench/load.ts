import { fork } from "node:child_process";
import { join } from "node:path";
import type { FireOrder, FireReport, GeneratorAnswer, GeneratorOrder, PrepareOrder } from "./load-generator.ts";

/** The load generator in a process of its own. */
export interface Load {
  /** Resolves with the mean bytes of JSON of an event. */
  prepare(order: Omit<PrepareOrder, "type">): Promise<number>;
  fire(order: Omit<FireOrder, "type">): Promise<FireReport>;
  /** Ends a `fire` under way, which resolves with what was done so far. */
  stop(): void;
  close(): void;
}

export function openLoad(): Load {
  const child = fork(join(import.meta.dirname, "load-generator.ts"), [], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    serialization: "advanced",
  });
  const ask = (order: GeneratorOrder) =>
    new Promise<GeneratorAnswer>((resolve, reject) => {
      const exited = (code: number | null) => reject(new Error(`the load generator ended (${code})`));
      child.once("exit", exited);
      child.once("message", (answer: GeneratorAnswer) => {
        child.off("exit", exited);
        if (answer.type === "failed") reject(new Error(answer.message));
        else resolve(answer);
      });
      child.send(order);
    });
  return {
    async prepare(order) {
      const answer = await ask({ type: "prepare", ...order });
      return answer.type === "prepared" ? answer.bytesPerEvent : 0;
    },
    async fire(order) {
      const answer = await ask({ type: "fire", ...order });
      if (answer.type !== "fired") throw new Error("the load generator did not fire");
      return answer.report;
    },
    stop: () => void child.send({ type: "stop" } satisfies GeneratorOrder),
    close: () => void child.kill("SIGTERM"),
  };
}
