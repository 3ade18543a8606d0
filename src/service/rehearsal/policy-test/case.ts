import { Type } from 'typebox';
import { ScopegateError } from '../../../base/errors.js';
import { faultText, makeShape, nullable } from '../../../base/shape.js';
import type { ShapeFault } from '../../../base/shape.js';

/**
 * What a case can expect. `deny`: an endpoint, but it does not let this through; `no_route`: no endpoint, or no API; `refused`:
 * a method, path or host that is not safe to decide; `not_allow`: any of the three.
 */
export const EXPECTATIONS = ['allow', 'deny', 'no_route', 'refused', 'not_allow'] as const;

export type Expectation = (typeof EXPECTATIONS)[number];

/** One request and what its operator expects of it. */
export interface PolicyCase {
  /** Line of the file, from 1. */
  readonly line: number;
  /** The Host header. Empty: none, which is enough only where the policy has one API. */
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
export const OptionalText = Type.Optional(nullable(Type.String()));

const readCase = makeShape(
  Type.Object({
    host: OptionalText,
    method: Type.String(),
    path: Type.String(),
    scopes_held: Type.Optional(nullable(Type.Array(Type.String()))),
    expect: Type.Enum(EXPECTATIONS),
    reason: OptionalText,
  }),
);

/**
 * Reads one line of a case file; fields that are not ours are left alone.
 *
 * @throws ScopegateError `invalid_argument` that names the place and the field
 */
export function parseCase(value: unknown, place: { readonly file: string; readonly line: number }): PolicyCase {
  const { value: read, faults } = readCase(value);
  if (faults !== null) throw notUsable('case', place, faults);
  const { host, method, path, scopes_held: scopesHeld, expect, reason } = read;
  return {
    line: place.line,
    ...{ host: host ?? '', method, path, scopesHeld: scopesHeld ?? null, expect, reason: reason ?? '' },
  };
}

/** What is wrong with a line, by field. */
export function notUsable(
  what: 'case' | 'route',
  { file, line }: { readonly file: string; readonly line: number },
  faults: readonly ShapeFault[],
): ScopegateError {
  const problems = faults.map(faultText).join('; ');
  return new ScopegateError('invalid_argument', `${file}, line ${String(line)}: no ${what}: ${problems}`, {
    hint: 'The fields of routes and cases are described in docs/policy-tests.md.',
  });
}
