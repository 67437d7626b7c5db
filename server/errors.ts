export const ERROR_STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  invalid: 422,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One thing wrong with what was sent: `path` is dotted (`events.1.action`), `at` an offset where the path is a text. */
export interface FieldFault {
  path: string;
  message: string;
  at?: number;
}

export interface AppErrorOptions {
  cause?: unknown;
  fields?: FieldFault[];
  status?: number;
  retryAfterS?: number;
  /** Why, for the trail alone: what the caller is not told, such as that something is there but outside its scope. */
  reason?: string;
}

/** The only error that a door shows to its caller: `message` is public, `cause` goes to the log line alone. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly fields: FieldFault[] | undefined;
  readonly retryAfterS: number | undefined;
  readonly reason: string | undefined;

  constructor(code: ErrorCode, publicMessage: string, options: AppErrorOptions = {}) {
    super(publicMessage, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.status = options.status ?? ERROR_STATUS[code];
    this.fields = options.fields;
    this.retryAfterS = options.retryAfterS;
    this.reason = options.reason;
  }
}
