import type { Activity } from "./activity.ts";
import type { AcmeWorld } from "./world-acme.ts";

export function commandRobot(world: AcmeWorld): Activity {
  return ({ random }) => {
    const verb = random.weighted([
      [30, "restart"],
      [25, "calibrate"],
      [22, "recall"],
      [15, "pause"],
      [5, "unlock"],
    ] as const);
    return {
      action: `robot.${verb}`,
      category: "change",
      crud: "u",
      targets: [world.robot(random)],
      environment: "prod",
      metadata: { command: verb, battery_percent: random.int(12, 100), confirmed: true },
      failedShare: 0.03,
    };
  };
}

export function readTelemetry(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: "robot.view_telemetry",
    category: "access",
    crud: "r",
    targets: [world.robot(random)],
    environment: "prod",
    metadata: {
      channels: random.some(["pose", "battery", "motor", "camera", "payload"], random.int(1, 3)),
      minutes: random.pick([5, 15, 60]),
    },
  });
}

export function stopRobots(world: AcmeWorld): Activity {
  return ({ random }) => {
    const robots = Array.from({ length: random.int(2, 5) }, () => world.robot(random));
    return {
      action: "robot.emergency_stop",
      category: "security",
      crud: "u",
      severity: "medium",
      targets: robots.filter((each, i) => robots.findIndex((other) => other.id === each.id) === i),
      environment: "prod",
      description: random.pick([
        "Person in the lane at dock 4; lane cleared, robots released after the walk-round.",
        "Pallet on the floor between racks 12 and 13.",
        "Homem na faixa de carga; liberado após verificação.",
        "通路に落下物。撤去後に再開。",
      ]),
      deniedShare: 0,
    };
  };
}

export function changeFleetPolicy(world: AcmeWorld): Activity {
  return ({ random }) => {
    const before = random.pick([1300, 1400, 1500, 1600]);
    const shift = random.pick(["day", "night"]);
    return {
      action: "fleet.update_policy",
      category: "change",
      crud: "u",
      severity: "low",
      targets: [world.fleet(random)],
      environment: "prod",
      changes: [
        {
          field: "speed_limit",
          before: { shift, mm_s: before },
          after: { shift, mm_s: before + random.pick([-100, 100]) },
        },
        ...(random.chance(0.3) ? [{ field: "quiet_hours", before: null, after: { from: "22:00", to: "05:30" } }] : []),
      ],
      deniedShare: 0.012,
    };
  };
}

/** A rollout goes out in waves, each of which can stumble. */
export function rollOutFirmware(world: AcmeWorld): Activity {
  return ({ random, caller, later }) => {
    const before = world.firmwareVersion();
    const after = { ...world.firmware, patch: world.firmware.patch + 1 };
    if (after.patch > 5) Object.assign(after, { minor: after.minor + 1, patch: 0 });
    if (after.minor > 9) Object.assign(after, { major: after.major + 1, minor: 0 });
    const version = `${after.major}.${after.minor}.${after.patch}`;
    const fleet = world.fleet(random);
    const wave =
      (number: number): Activity =>
      (scene) => ({
        action: "firmware.install",
        category: "change",
        crud: "u",
        targets: [fleet, { type: "firmware", id: `fw-${version}`, name: `AR-2 firmware ${version}` }],
        environment: "prod",
        via: "job",
        metadata: { wave: number, robots: scene.random.int(4, 40), skipped: scene.random.int(0, 3) },
        failedShare: 0.04,
        onSuccess: () =>
          void (number < 3 && scene.later(scene.random.int(9, 40) * 60_000, scene.caller, wave(number + 1))),
      });
    return {
      action: "firmware.roll_out",
      category: "change",
      crud: "u",
      severity: "low",
      targets: [{ type: "firmware", id: `fw-${version}`, name: `AR-2 firmware ${version}` }, fleet],
      environment: "prod",
      changes: [{ field: "firmware", before, after: version }],
      onSuccess: () => {
        world.firmware = after;
        later(random.int(2, 9) * 60_000, caller, wave(1));
      },
    };
  };
}

export function updateMap(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: "map.update",
    category: "change",
    crud: "u",
    targets: [world.fleet(random)],
    environment: random.chance(0.8) ? "prod" : "staging",
    metadata: { added_m2: random.int(10, 900), lanes: random.int(1, 9) },
  });
}

export function commissionRobots(world: AcmeWorld): Activity {
  return ({ random }) => {
    const count = random.int(1, 3);
    const first = world.robots + 1;
    const fleet = world.fleet(random);
    const robots = Array.from({ length: count }, (_, i) => ({
      type: "robot",
      id: `rb-${String(first + i).padStart(4, "0")}`,
      name: `AR-2 #${first + i}, ${fleet.name}`,
    }));
    return {
      action: "robot.commission",
      category: "change",
      crud: "c",
      targets: [...robots, fleet],
      environment: "prod",
      metadata: { firmware: world.firmwareVersion(), safety_check: "passed" },
      onSuccess: () => {
        world.robots += count;
      },
    };
  };
}
