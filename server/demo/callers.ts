import type { ActorInput } from "#server/event-format/index.ts";
import type { Caller, Company } from "./activity.ts";
import { browserAgent, commandAgent, phoneAgent, serviceAgent } from "./clients.ts";
import type { Person } from "./person.ts";
import { CITIES, type Network } from "./places.ts";
import type { Random } from "./random.ts";

export function personActor(person: Person): ActorInput {
  return { type: "user", id: person.id, name: person.name, email: person.email };
}

export function browserCaller(person: Person, network: Network, at: number, random: Random): Caller {
  return {
    actor: personActor(person),
    source: { ip: network.ip, user_agent: browserAgent(person.device, at), location: network.location, via: "ui" },
    authMethod: person.signIn,
    sessionId: `ses_${random.token(20)}`,
    person,
  };
}

export function commandCaller(person: Person, network: Network, at: number, client: string, random: Random): Caller {
  return {
    actor: personActor(person),
    source: {
      ip: network.ip,
      user_agent: commandAgent(client, person.device, at),
      location: network.location,
      via: "cli",
    },
    authMethod: "oidc",
    sessionId: `cli_${random.token(20)}`,
    person,
  };
}

export function phoneCaller(person: Person, at: number, random: Random): Caller {
  const ip = `2001:db8:${person.place.block}:9${(person.slot + 0x100).toString(16)}::${random.int(2, 9)}`;
  return {
    actor: personActor(person),
    source: { ip, user_agent: phoneAgent(at), location: person.place.office.location, via: "ui" },
    authMethod: "passkey",
    sessionId: `ses_${random.token(20)}`,
    person,
  };
}

/** An agent that acts for the person who asked it, in a session of its own. */
export function agentCaller(company: Company, behind: Caller, at: number, random: Random): Caller | undefined {
  const person = behind.person;
  const agent = person && company.agents[person.team];
  if (!agent) return undefined;
  return {
    actor: {
      type: "agent",
      id: agent.id,
      name: agent.name,
      metadata: { model: "line-4", tools: 12 },
      on_behalf_of: behind.actor,
    },
    source: {
      ip: "203.0.113.150",
      user_agent: serviceAgent("mcp-gateway", at),
      location: CITIES.frankfurt,
      via: "mcp",
    },
    authMethod: "oauth-delegation",
    sessionId: `mcp_${random.token(20)}`,
    person,
  };
}

export function serviceCaller(name: string, network: Network, authMethod = "workload-identity", via = "api") {
  const actor: ActorInput = { type: "service", id: `svc_${name}`, name };
  return (at: number): Caller => ({
    actor,
    source: { ip: network.ip, user_agent: serviceAgent(name, at), location: network.location, via },
    authMethod,
  });
}

/** A credential that a partner or an old job holds; the key itself is who acts. */
export function keyCaller(id: string, name: string, owner: string, network: Network, agentName: string) {
  const actor: ActorInput = { type: "key", id, name, metadata: { owner } };
  return (at: number): Caller => ({
    actor,
    source: { ip: network.ip, user_agent: serviceAgent(agentName, at), location: network.location, via: "api" },
    authMethod: "api-key",
    sessionId: `key_${id}`,
  });
}

export function systemCaller(name: string): Caller {
  return { actor: { type: "system", id: name, name }, source: { via: "job" } };
}
