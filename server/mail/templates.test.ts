import { describe, expect, it } from "vitest";
import {
  accessReviewMail,
  alertMail,
  channelTestMail,
  invitationMail,
  passwordResetMail,
  securityNoticeMail,
} from "./templates.ts";

const LINK = "https://audit.example.com/invitations/abc?x=1&y=2";
const INVITATION = {
  tenant: "Acme Robotics",
  inviter: "Ana Ruiz",
  role: "Security lead",
  link: LINK,
  expiresAt: new Date("2026-11-28T13:05:00Z"),
  timeZone: "Europe/Berlin",
};

describe("invitationMail", () => {
  it("says who invites whereto, as what and until when, in the tenant's time", () => {
    const { subject, text, html } = invitationMail(INVITATION);
    expect(subject).toBe("You are invited to the audit trail of Acme Robotics");
    expect(text).toContain("Ana Ruiz invites you to the audit trail of Acme Robotics with the role Security lead.");
    expect(text).toMatch(/ends on Saturday,? 28 November 2026 at 14:05 (CET|GMT\+1)/);
    expect(text.split("\n")).toContain(LINK);
    expect(html).toContain('href="https://audit.example.com/invitations/abc?x=1&amp;y=2"');
  });

  it("escapes what people call themselves", () => {
    const evil = `<img src=x onerror="alert('1')">&`;
    const { html } = invitationMail({ ...INVITATION, tenant: evil, inviter: evil, role: evil });
    expect(html).not.toContain("<img");
    expect(html).not.toContain('onerror="');
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;");
  });

  it("keeps names to one bounded line, without characters that turn text", () => {
    const { subject, text } = invitationMail({
      ...INVITATION,
      tenant: `A\r\nBcc: e@x\u202e\u2028B ${"long ".repeat(100)}`,
      inviter: "Eve\n\nhttps://evil.example\u0007",
    });
    expect(subject).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect([...subject].length).toBeLessThan(160);
    expect(text.split("\n").filter((line) => /^(Bcc|https:\/\/evil)/.test(line))).toEqual([]);
  });

  it.each(["javascript:alert(1)", "https://x.example/a b", 'https://x.example/"onclick', "https://x.example/\nx", ""])(
    "refuses the link %j",
    (link) => expect(() => invitationMail({ ...INVITATION, link })).toThrow("http address"),
  );
});

describe("alertMail", () => {
  const ALERT = {
    tenant: "Acme Robotics",
    title: "Mika Tan was in Berlin and 41 minutes later in São Paulo",
    severity: "high",
    seen: "9,930 km in 41 min",
    expected: "at most 900 km/h",
    entity: "Mika Tan",
    lastAt: new Date("2026-11-28T13:05:00Z"),
    runbookUrl: null,
    link: LINK,
    timeZone: "Europe/Berlin",
  };

  it("says what was seen and expected, of whom and when", () => {
    const { subject, text } = alertMail(ALERT);
    expect(subject).toBe("High alert in Acme Robotics: Mika Tan was in Berlin and 41 minutes later in São Paulo");
    expect(text).toMatch(/about Mika Tan, on Saturday,? 28 November 2026 at 14:05/);
    expect(text).toContain("Seen: 9,930 km in 41 min. Expected: at most 900 km/h.");
    expect(text.split("\n")).toContain(LINK);
    expect(text).not.toContain("What to do");
    expect(alertMail({ ...ALERT, runbookUrl: "https://wiki.example.com/r" }).text).toContain(
      "What to do: https://wiki",
    );
  });

  it("keeps what senders wrote to bounded lines without markup", () => {
    const evil = `<img src=x>\r\nBcc: e@x\u202e ${"long ".repeat(500)}`;
    const { subject, text, html } = alertMail({ ...ALERT, title: evil, entity: evil, seen: evil, expected: evil });
    expect(subject).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect(text.split("\n").filter((line) => line.startsWith("Bcc"))).toEqual([]);
    expect(text.length).toBeLessThan(3_000);
    expect(html).not.toContain("<img");
  });
});

it("channelTestMail says that it is a test, and of what", () => {
  const { subject, text } = channelTestMail({ tenant: "Acme Robotics", channel: "On call", link: LINK });
  expect(subject).toBe("Test message of the channel On call");
  expect(text).toContain("This is a test: there is no alert.");
  expect(text.split("\n")).toContain(LINK);
});

it("passwordResetMail says that it works once and until when", () => {
  const { subject, text, html } = passwordResetMail({ link: LINK, expiresAt: new Date("2026-11-20T09:30:00Z") });
  expect(subject).toBe("Choose a new password");
  expect(text).toMatch(/works once and ends on Friday,? 20 November 2026 at 09:30 UTC/);
  expect(text.split("\n")).toContain(LINK);
  expect(html).toContain("If it was not you, leave this mail: your password stays as it is.");
});

it("accessReviewMail says how much is to be confirmed and by when, in the tenant's time", () => {
  const review = {
    tenant: "Acme Robotics",
    dueAt: new Date("2026-12-12T13:05:00Z"),
    link: LINK,
    timeZone: "Europe/Berlin",
  };
  const { subject, text } = accessReviewMail({ ...review, keys: 12, members: 1 });
  expect(subject).toBe("The access review of Acme Robotics is due");
  expect(text).toMatch(
    /12 keys and 1 member are to be confirmed or revoked, by Saturday,? 12 December 2026 at 14:05 (CET|GMT\+1)/,
  );
  expect(text.split("\n")).toContain(LINK);
});

describe("securityNoticeMail", () => {
  const notice = { when: new Date("2026-11-20T09:30:00Z"), device: "Chrome 131 on macOS" };

  it("says what, when, with what and where", () => {
    const place = { country: "DE", region: "Brandenburg", city: "Potsdam" };
    const { subject, text } = securityNoticeMail({ ...notice, what: "second factor removed", place });
    expect(subject).toBe("The second factor was removed from your account");
    expect(text).toMatch(
      /^The second factor was removed from your account on Friday,? 20 November 2026 at 09:30 UTC\./,
    );
    expect(text).toContain("It was done with Chrome 131 on macOS near Potsdam, DE.");
  });

  it("does without a place, and holds no link for a thief to copy", () => {
    const { text, html } = securityNoticeMail({ ...notice, what: "password changed", place: null });
    expect(text).toContain("It was done with Chrome 131 on macOS.\n");
    expect(`${text}${html}`).not.toContain("http");
    const near = securityNoticeMail({ ...notice, what: "password changed", place: { country: "DE" } });
    expect(near.text).toContain("macOS near DE.");
  });
});
