import { expect, it } from "vitest";
import { mintKey } from "./keys/token.ts";
import { withoutSecrets } from "./log.ts";

it("masks the secrets of keys and the passwords in addresses, wherever they stand", () => {
  const { token, id } = mintKey("management");
  const text = withoutSecrets(`{"a":"Bearer ${token}","b":"postgres://app:p%40ss@db:5432/x ${token}"}`);
  expect(text).not.toContain(token);
  expect(text).toContain(`st_mgt_${id}_[secret]`);
  expect(text).not.toContain("p%40ss");
  expect(text).toContain("postgres://app:[secret]@db:5432/x");
  expect(withoutSecrets("SMTP smtps://u:p%40ss@mail:465 smtp://v:q@mail")).toBe(
    "SMTP smtps://u:[secret]@mail:465 smtp://v:[secret]@mail",
  );
});
