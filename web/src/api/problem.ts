/** A request that was not carried out, in the words of the API. `status` 0: nobody answered. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly violations: readonly Violation[];

  constructor(status: number, description: string, violations: readonly Violation[] = []) {
    super(description);
    this.status = status;
    this.violations = violations;
  }

  /** What is wrong with a field of the body (`name`, `allowedAddresses`), or null. */
  about(field: string): string | null {
    const own = this.violations.filter(({ property }) => property.split('/')[1] === field);
    return own.length === 0 ? null : own.map(({ violation }) => violation).join('; ');
  }
}

interface Violation {
  /** JSON pointer: `/allowedAddresses/0`. */
  readonly property: string;
  readonly violation: string;
}

interface ErrorBody {
  readonly description?: string;
  readonly action?: string;
  readonly violations?: readonly Violation[];
  readonly requestError?: { readonly serviceException?: { readonly text?: string } };
}

/** Reads both families of error bodies; a body in neither is left out. */
export function parseProblem(status: number, text: string): ApiProblem {
  const body = parseBody(text);
  const family = body.description ?? body.requestError?.serviceException?.text;
  const sentences = [family ?? `The service answered ${status}`, body.action].filter((part) => part !== undefined);
  const description = sentences.map((part) => (/[.!?]$/.test(part) ? part : `${part}.`)).join(' ');
  return new ApiProblem(status, description, body.violations ?? []);
}

function parseBody(text: string): ErrorBody {
  try {
    return (JSON.parse(text) as ErrorBody | null) ?? {};
  } catch {
    return {};
  }
}

/** Whatever was thrown, as something to show. */
export function problemOf(error: unknown): ApiProblem {
  return error instanceof ApiProblem
    ? error
    : new ApiProblem(0, error instanceof Error ? error.message : String(error));
}
