"use client";

/** The last resort, when not even the layout could be drawn: no component, style or script of ours can be relied on. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body style={{ font: "14px/1.5 system-ui, sans-serif", padding: "48px 18px", textAlign: "center" }}>
        <h1 style={{ fontSize: 18 }}>The page could not be drawn</h1>
        <p>Nothing was changed. Try again; if it stays, tell your operator the reference {error.digest ?? "none"}.</p>
        <form>
          <button type="submit">Try again</button>
        </form>
      </body>
    </html>
  );
}
