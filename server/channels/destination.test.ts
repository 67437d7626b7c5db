import { describe, expect, it } from "vitest";
import { readWebhookAllow } from "../webhook-allow.ts";
import { checkDestination, type Resolve } from "./destination.ts";

const signal = new AbortController().signal;
const never: Resolve = async (host) => {
  throw new Error(`${host} was asked for`);
};

/** The addresses that would be connected to, or why there are none. */
async function verdict(text: string, answers: string[] | Resolve = never, allow = ""): Promise<string[] | string> {
  const resolve: Resolve = Array.isArray(answers) ? async () => answers : answers;
  return checkDestination(text, { allow: readWebhookAllow(allow), resolve, signal }).then(
    ({ addresses }) => addresses,
    (error: Error) => error.message,
  );
}

const NOT_PUBLIC = expect.stringContaining("leads to no public host");

describe("what an address must be", () => {
  it.each([
    ["", "must be an address"],
    ["hooks.example.com", "must be an address"],
    ["ftp://hooks.example.com", "must begin with https://"],
    ["javascript:alert(1)", "must begin with https://"],
    ["file:///etc/passwd", "must begin with https://"],
    ["https://user@hooks.example.com", "must hold no user and password"],
    ["https://user:secret@hooks.example.com", "must hold no user and password"],
    ["https://hooks.example.com/#here", "must have no fragment"],
    ["https://hooks.example.com/#", "must have no fragment"],
    ["https://[fe80::1%25eth0]/", "must be an address"],
  ])("%s: %s", async (text, message) => {
    expect(await verdict(text)).toContain(message);
  });

  it("http is refused, also to a public address", async () => {
    expect(await verdict("http://hooks.example.com", ["8.8.8.8"])).toContain("must begin with https://");
  });
});

describe("internal addresses", () => {
  it.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://0x7f.0.0.1/",
    "https://0x7f000001/",
    "https://017700000001/",
    "https://127.0.0.1./",
    "https://0/",
    "https://0.0.0.0/",
    "https://①②⑦.0.0.1/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://198.18.0.1/",
    "https://192.0.2.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[::]/",
    "https://[::1]/",
    "https://[::127.0.0.1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[64:ff9b::169.254.169.254]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::8.8.8.8]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fec0::1]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://[100::1]/",
    "https://[::8.8.8.8]/",
  ])("%s is refused without a question to DNS", async (text) => {
    expect(await verdict(text)).toEqual(NOT_PUBLIC);
  });

  it.each(["https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://a.localhost/"])(
    "%s is refused by what the host is",
    async (text) => {
      const found = checkDestination(text, { allow: readWebhookAllow(""), signal });
      await expect(found).rejects.toThrow("leads to no public host");
    },
  );

  it.each([
    [["10.0.0.5"]],
    [["8.8.8.8", "127.0.0.1"]],
    [["127.0.0.1", "8.8.8.8"]],
    [["8.8.8.8", "::1"]],
    [["2606:4700::1111", "fe80::1%eth0"]],
    [["not an address"]],
    [[]],
  ])("a host with %j is refused", async (answers) => {
    expect(await verdict("https://hooks.example.com/", answers)).toEqual(NOT_PUBLIC);
  });

  it("a host that does not exist is refused in the same words as an internal one", async () => {
    expect(await verdict("https://gone.example.com/", never)).toBe(await verdict("https://10.0.0.1/"));
  });
});

describe("public addresses", () => {
  it.each([
    ["https://8.8.8.8/hook", ["8.8.8.8"]],
    ["https://8.8.8.8:8443/hook?token=1", ["8.8.8.8"]],
    ["https://[2606:4700:4700::1111]/", ["2606:4700:4700::1111"]],
    ["https://[64:ff9b::8.8.8.8]/", ["64:ff9b::808:808"]],
  ])("%s", async (text, addresses) => {
    expect(await verdict(text)).toEqual(addresses);
  });

  it("of a host all are taken, and DNS is asked once, without the dot of the root", async () => {
    const asked: string[] = [];
    const resolve: Resolve = async (host) => {
      asked.push(host);
      return ["8.8.8.8", "2606:4700:4700::1111"];
    };
    expect(await verdict("https://Hooks.Example.com./", resolve)).toEqual(["8.8.8.8", "2606:4700:4700::1111"]);
    expect(asked).toEqual(["hooks.example.com"]);
  });
});

describe("WEBHOOK_ALLOW", () => {
  it("lets an internal address through, with http too, and no other", async () => {
    expect(await verdict("http://127.0.0.1:9000/", never, "127.0.0.1/32")).toEqual(["127.0.0.1"]);
    expect(await verdict("https://127.0.0.2/", never, "127.0.0.1/32")).toEqual(NOT_PUBLIC);
    expect(await verdict("http://hooks.corp/", ["10.20.0.9"], "10.20.0.0/16")).toEqual(["10.20.0.9"]);
    expect(await verdict("https://hooks.corp/", ["10.20.0.9", "10.21.0.9"], "10.20.0.0/16")).toEqual(NOT_PUBLIC);
    expect(await verdict("http://mixed.corp/", ["10.20.0.9", "8.8.8.8"], "10.20.0.0/16")).toContain("https://");
  });

  it("a host that is named is asked of the system, which knows it from its own files", async () => {
    const addresses = await verdict("http://localhost:9000/", never, "localhost");
    expect(addresses).toContain("127.0.0.1");
    expect(await verdict("https://localhost.example.com/", ["127.0.0.1"], "localhost")).toEqual(NOT_PUBLIC);
  });
});
