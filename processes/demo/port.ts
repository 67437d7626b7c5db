import { createServer } from "node:net";

/** Throws one clear line when the port cannot be opened, before anything is started. */
export function assertPortFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? "is in use by another program; stop it or choose another, for example PORT=3001"
          : `cannot be opened (${error.code})`;
      reject(new Error(`PORT: ${port} ${why}`));
    });
    probe.listen(port, () => probe.close(() => resolve()));
  });
}
