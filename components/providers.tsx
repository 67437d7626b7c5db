"use client";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type ReactNode, useState } from "react";
import { cssVariables, theme } from "./theme.ts";

export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  // The policy is the document's: what is fetched later comes with a nonce that it does not know.
  const [documentNonce] = useState(() => {
    // What locks the page's scrolling below a dialog takes its nonce from here.
    if (typeof window !== "undefined") Object.assign(window, { __webpack_nonce__: nonce });
    return nonce;
  });
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => documentNonce ?? ""}
    >
      <Notifications position="bottom-right" />
      {children}
    </MantineProvider>
  );
}
