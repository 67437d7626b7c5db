import classes from "./sign-in-card.module.css";

export interface DemoUser {
  email: string;
  password: string;
  role: string;
  tenantName: string | null;
}

interface Props {
  users: DemoUser[];
  busy: boolean;
  onChoose: (email: string, password: string) => Promise<void>;
}

const roleName = (role: string) => role.replaceAll("_", " ");

export function DemoUsers({ users, busy, onChoose }: Props) {
  return (
    <section className={classes.demo} aria-labelledby="demo-title">
      <h2 id="demo-title" className={classes.demoTitle}>
        Demo only <span>one click signs you in</span>
      </h2>
      <ul>
        {users.map((user) => (
          <li key={user.email}>
            <button
              type="button"
              className={classes.demoUser}
              disabled={busy}
              onClick={() => void onChoose(user.email, user.password)}
            >
              <span className={classes.demoRole}>{roleName(user.role)}</span>
              <span className={classes.demoEmail}>{user.email}</span>
              <span className={classes.demoTenant}>{user.tenantName ?? "platform"}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
