import { describe, expect, it } from "vitest";
import type { SealedEvent } from "#tlog";
import { fromOf, fullSentenceOf, placeOf, sentenceOf, sentenceText } from "#wording";

const ana = { type: "user", id: "u_7f3a", name: "Ana Ruiz", email: "ana@acme.example" };
const secret = { type: "secret", id: "db/prod", name: "db/prod" };

function event(fields: Partial<SealedEvent>): SealedEvent {
  return {
    v: 1,
    id: "01998f5e-0000-7000-8000-000000000000",
    tenant: "01998f5e-0000-7000-8000-000000000001",
    key: "k",
    occurred_at: "2026-11-20T20:42:53.309Z",
    received_at: "2026-11-20T20:42:53.400Z",
    action: "secret.read",
    outcome: "success",
    severity: "info",
    actor: ana,
    targets: [secret],
    ...fields,
  };
}

const said = (fields: Partial<SealedEvent>) => sentenceText(sentenceOf(event(fields)));

describe("sentenceOf", () => {
  it.each([
    [{}, "Ana Ruiz read secret db/prod"],
    [{ action: "secret.rotate" }, "Ana Ruiz rotated secret db/prod"],
    [{ action: "secret.update_policy" }, "Ana Ruiz updated secret policy db/prod"],
    [{ action: "deployment.roll_back", targets: [] }, "Ana Ruiz rolled back deployment"],
    [{ action: "order.cancel", targets: [{ type: "order", id: "o-1" }] }, "Ana Ruiz cancelled order o-1"],
    [{ action: "iam.CreateUser", targets: [{ type: "user", id: "bob" }] }, "Ana Ruiz created iam user bob"],
    [
      { action: "session.revoke_all", targets: [{ type: "user", id: "x", name: "Elif" }] },
      "Ana Ruiz revoked all session Elif",
    ],
    [{ action: "events.searched", targets: [] }, "Ana Ruiz searched events"],
    [{ action: "person.signed_in", targets: [{ ...ana, type: "person" }] }, "Ana Ruiz signed in"],
    [
      { action: "user.sign_in", targets: [{ type: "application", id: "console", name: "Acme Console" }] },
      "Ana Ruiz signed in to Acme Console",
    ],
    [{ action: "zorblax", targets: [] }, "Ana Ruiz zorblax"],
  ])("says a success in the past: %j", (fields, sentence) => {
    expect(said(fields as Partial<SealedEvent>)).toBe(sentence);
  });

  it.each([
    [{ outcome: "denied", action: "secret.rotate" }, "Ana Ruiz was denied rotate secret db/prod"],
    [{ outcome: "failure", action: "secret.create" }, "Ana Ruiz failed to create secret db/prod"],
    [{ outcome: "unknown", action: "secret.create" }, "Ana Ruiz tried to create secret db/prod"],
    [{ outcome: "failure", action: "zorblax.frob", targets: [] }, "Ana Ruiz failed at frob zorblax"],
    [{ outcome: "failure", action: "person.sign_in_failed", targets: [] }, "Ana Ruiz failed to sign in"],
    [{ action: "person.sign_in_failed", targets: [] }, "Ana Ruiz failed to sign in"],
    [
      {
        outcome: "denied",
        action: "key.refused",
        actor: { type: "key", id: "k1", name: "Data lake" },
        targets: [{ type: "key", id: "k1" }],
      },
      "Data lake was refused",
    ],
  ])("never says that a refused or failed act was done: %j", (fields, sentence) => {
    expect(said(fields as Partial<SealedEvent>)).toBe(sentence);
  });

  it("names the chain of delegation", () => {
    const actor = {
      type: "agent",
      id: "a",
      name: "backup-agent",
      on_behalf_of: { type: "user", id: "j", name: "Jo Park" },
    };
    expect(said({ actor })).toBe("backup-agent for Jo Park read secret db/prod");
  });

  it("falls back from name to e-mail to id to type, and counts further targets", () => {
    expect(said({ actor: { type: "user", id: "u", email: "a@b.c" } })).toMatch(/^a@b\.c /);
    expect(said({ actor: { type: "key", id: "k9" } })).toMatch(/^k9 /);
    expect(said({ actor: { type: "anonymous" } })).toMatch(/^Someone anonymous /);
    expect(said({ targets: [secret, secret, { type: "file" }] })).toBe("Ana Ruiz read secret db/prod and 2 more");
    expect(said({ action: "file.read", targets: [{ type: "big_file" }] })).toBe("Ana Ruiz read file a big file");
  });

  it("shows what would reorder or hide the sentence", () => {
    expect(said({ actor: { type: "user", id: "u", name: "Ana\u202E\n" } })).toBe("Ana[U+202E]␊ read secret db/prod");
  });
});

describe("what Sealtrail says about itself", () => {
  const ana = { type: "person", id: "u", name: "Ana Ruiz" };
  const nia = { type: "person", id: "n", name: "Nia Okafor" };
  const own = (action: string, ...targets: object[]) =>
    said({
      action,
      targets: targets as never,
      actor: { type: "user", id: "u", name: "Ana Ruiz" },
      origin: { system: "sealtrail" },
    });

  it.each([
    ["member.role_changed", [nia], "Ana Ruiz changed role of Nia Okafor"],
    ["person.second_factor_removed", [nia], "Ana Ruiz removed second factor of Nia Okafor"],
    ["person.second_factor_removed", [ana], "Ana Ruiz removed second factor"],
    ["person.password_reset_requested", [nia], "Ana Ruiz requested password reset of Nia Okafor"],
    ["tenant.security_changed", [{ type: "tenant", id: "t", name: "Acme" }], "Ana Ruiz changed security of Acme"],
    ["member.added", [nia], "Ana Ruiz added member Nia Okafor"],
    ["member.added", [ana], "Ana Ruiz joined"],
    ["member.left", [ana], "Ana Ruiz left"],
    ["person.confirmed", [ana], "Ana Ruiz confirmed identity"],
    ["access.denied", [], "Ana Ruiz was denied access"],
  ])("%s of %j", (action, targets, sentence) => {
    expect(own(action, ...targets)).toBe(sentence);
  });

  it("leaves the words of other systems' actions together", () => {
    expect(said({ action: "vault.policy_changed" })).toBe("Ana Ruiz changed vault policy db/prod");
    expect(
      said({ action: "member.added", actor: { type: "user", id: "s" }, targets: [{ type: "user", id: "s" }] }),
    ).toBe("s added member");
  });
});

describe("where it came from", () => {
  const source = { ip: "192.0.2.1", via: "cli", location: { country: "BR", region: "São Paulo", city: "São Paulo" } };

  it("names place and way", () => {
    expect(fromOf(event({ source }))).toBe("São Paulo, BR · CLI");
    expect(placeOf(event({ source: { location: { country: "DE", region: "Berlin" } } }))).toBe("Berlin, DE");
    expect(sentenceText(fullSentenceOf(event({ source, outcome: "denied" })))).toBe(
      "Ana Ruiz was denied read secret db/prod from São Paulo, BR via CLI",
    );
  });

  it.each(["constructor", "toString", "__proto__"])("takes the way %s for a word like any other", (via) => {
    expect(fromOf(event({ source: { via } }))).toBe(via);
  });

  it("gives the address for an unknown place, and nothing for nothing", () => {
    expect(fromOf(event({ source: { ip: "192.0.2.1", via: "terraform" } }))).toBe("192.0.2.1 · terraform");
    expect(fromOf(event({}))).toBe("");
  });
});
