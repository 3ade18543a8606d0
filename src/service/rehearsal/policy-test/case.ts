import { z } from 'zod';
import { ScopegateError } from '../../../base/errors.js';

/**
 * What a case can expect. `deny`: an endpoint, but it does not let this through; `no_route`: no endpoint; `refused`: a
 * method, path or host that is not safe to decide; `not_allow`: any of the three.
 */
export const EXPECTATIONS = ['allow', 'deny', 'no_route', 'refused', 'not_allow'] as const;

export type Expectation = (typeof EXPECTATIONS)[number];

/** One request and what its operator expects of it. */
export interface PolicyCase {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Empty: the default API. */
  readonly host: string;
  /** Any text: hostile ones belong into cases. */
  readonly method: string;
  readonly path: string;
  /** Null: a request without a credential. */
  readonly scopesHeld: readonly string[] | null;
  readonly expect: Expectation;
  /** Empty: any. */
  readonly reason: string;
}

/** Files that were exported from elsewhere say null where they have nothing to say. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

const caseSchema = z.object({
  host: optionalText,
  method: z.string(),
  path: z.string(),
  scopes_held: z.array(z.string()).nullish(),
  expect: z.enum(EXPECTATIONS),
  reason: optionalText,
});

/**
 * Reads one line of a case file; fields that are not ours are left alone.
 *
 * @throws ScopegateError `invalid_argument` that names the place and the field
 */
export function parseCase(value: unknown, place: { readonly file: string; readonly line: number }): PolicyCase {
  const parsed = caseSchema.safeParse(value);
  if (!parsed.success) throw notUsable('case', place, parsed.error);
  const { scopes_held: scopesHeld = null, ...rest } = parsed.data;
  return { ...rest, scopesHeld, line: place.line };
}

/** What is wrong with a line, by field. */
export function notUsable(
  what: 'case' | 'route',
  { file, line }: { readonly file: string; readonly line: number },
  error: z.ZodError,
): ScopegateError {
  const problems = error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  return new ScopegateError('invalid_argument', `${file}, line ${String(line)}: no ${what}: ${problems.join('; ')}`, {
    hint: 'The fields of routes and cases are described in docs/policy-tests.md.',
  });
}
