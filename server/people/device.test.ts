import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeDevice } from "./device.ts";

const WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)";

describe("describeDevice", () => {
  it.each([
    [`${MAC} ${BLINK} Chrome/131.0.0.0 Safari/537.36`, "Chrome 131 on macOS"],
    [`${MAC} ${WEBKIT} Version/18.1 Safari/605.1.15`, "Safari 18 on macOS"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox 133 on Windows"],
    [`${WINDOWS} ${BLINK} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86`, "Edge 131 on Windows"],
    [`${WINDOWS} ${BLINK} Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0`, "Opera 115 on Windows"],
    [`${IPHONE} ${WEBKIT} Version/18.1 Mobile/15E148 Safari/604.1`, "Safari 18 on iOS"],
    [`${IPHONE} ${WEBKIT} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1`, "Chrome 131 on iOS"],
    [
      `Mozilla/5.0 (Linux; Android 14; SM-S921B) ${BLINK} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36`,
      "Samsung Internet 26 on Android",
    ],
    [`Mozilla/5.0 (Linux; Android 10; K) ${BLINK} Chrome/131.0.0.0 Mobile Safari/537.36`, "Chrome 131 on Android"],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${BLINK} Chrome/131.0.0.0 Safari/537.36`, "Chrome 131 on ChromeOS"],
    ["Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox 132 on Linux"],
    ["curl/8.5.0", "curl 8.5"],
    ["python-requests/2.32.3", "python-requests 2.32"],
    ["Go-http-client/1.1", "Go-http-client 1.1"],
    ["sealtrail-cli/0.1.0", "sealtrail-cli 0.1"],
    ["kubectl/v1.29.0 (linux/amd64) kubernetes/3f7a50f", "kubectl 1.29 on Linux"],
  ])("%s", (userAgent, device) => expect(describeDevice(userAgent).device).toBe(device));

  it("gives browser and system apart", () => {
    expect(describeDevice(`${MAC} ${BLINK} Chrome/131.0.0.0 Safari/537.36`)).toEqual({
      device: "Chrome 131 on macOS",
      browser: "Chrome 131",
      os: "macOS",
    });
    expect(describeDevice("curl/8.5.0")).toEqual({ device: "curl 8.5", browser: "curl 8.5" });
  });

  it.each([
    undefined,
    null,
    "",
    "  ",
    "node",
    "Mozilla/5.0",
    "Your account is locked, call 555",
    "<script>alert(1)</script>/1.2",
    "evil\r\nBcc: x/1",
    "\u202egnp.exe/1.0",
    "x".repeat(100_000),
  ])("does not know %j", (userAgent) => expect(describeDevice(userAgent)).toEqual({ device: "Unknown device" }));

  it("gives one short line without odd characters for whatever it is given, and never throws", () => {
    const pieces = fc.constantFrom(
      "Mozilla/5.0",
      "(Windows NT 10.0;",
      "Chrome/",
      "Version/9",
      "bot",
      "\n",
      "/",
      "1.2.3",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 2_000 }),
      fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(text, (userAgent) => {
        const { device } = describeDevice(userAgent);
        expect(device).toMatch(/^[A-Za-z0-9 ._+-]{1,100}$/);
      }),
      { numRuns: 500 },
    );
  });
});
