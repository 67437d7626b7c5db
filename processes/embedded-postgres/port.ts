import { createServer } from "node:net";

/** `preferred` if it is free on the loopback address, else a free port below the ranges that systems hand out themselves. */
export async function choosePort(preferred: number | undefined): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (port !== preferred && (await isFree(port))) return port;
  }
  throw new Error("No free port was found on 127.0.0.1 between 20000 and 32000. Stop some servers and start again.");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
