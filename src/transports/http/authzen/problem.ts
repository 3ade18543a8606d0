/** What an HTTP request came to when it is no decision (AuthZEN 1.0, section 10.1.2). */
export class AuthzenProblem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** The body is not what the endpoint takes: section 10.1.1, "Bad Request". */
export function bad(message: string): AuthzenProblem {
  return new AuthzenProblem(400, message);
}
