import fc from 'fast-check';
import type { AccessMode, ApiSource, CredentialKind, EndpointSource } from '../../../../src/engine/index.js';
import type { PlannedCredential, PolicyState } from '../../../../src/store/ports/planning.js';

export const NOW_MS = 1_000_000;

const SCOPES = ['s', 't', 'u', 'v'] as const;
const KINDS: readonly CredentialKind[] = ['api_key', 'user'];

const segment = fc.constantFrom('a', 'b', 'a:b', '{x}', '{x}', '{x}:b', 'a{x}', '{+x}', '{+x}:b');
const template = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => `/${segments.join('/')}`);

const endpoint: fc.Arbitrary<EndpointSource> = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'POST', 'HEAD', '*'),
    template,
    access: fc.constantFrom<AccessMode>('scoped', 'scoped', 'scoped', 'scoped', 'authenticated', 'public', 'closed'),
    scopes: fc.subarray([...SCOPES], { minLength: 1, maxLength: 2 }),
    product: fc.constantFrom(null, null, 'p', 'q'),
    managed: fc.boolean(),
    acceptedKinds: fc.constantFrom<readonly CredentialKind[] | null>(null, null, null, ['user']),
  })
  .map((row) => ({ ...row, id: 0, scopes: row.access === 'scoped' ? row.scopes : [], encoded: [] }));

const endpoints = fc
  .uniqueArray(endpoint, { maxLength: 7, selector: shapeOf })
  .map((rows) => rows.map((row, index) => ({ ...row, id: index + 1 })));

function shapeOf({ method, template: text }: EndpointSource): string {
  return `${method} ${text.replace(/\{(\+?)[^}]*\}/g, '{$1}')}`;
}

const rules = fc.record({
  manageScopes: fc.constantFrom(
    new Map<string, string>(),
    new Map([['p', 'v']]),
    new Map([
      ['p', 's'],
      ['q', 'v'],
    ]),
  ),
  implications: fc.constantFrom<readonly (readonly [string, string])[]>(
    [],
    [['v', 's']],
    [
      ['v', 't'],
      ['t', 'u'],
    ],
  ),
});

const credential = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    enabled: fc.boolean().map((coin) => coin || true),
    expiresAtMs: fc.constantFrom(null, null, null, NOW_MS - 1, NOW_MS + 1_000),
    scopes: fc.subarray([...SCOPES]),
  })
  .map((row) => ({ ...row, notBeforeMs: null, allowedAddresses: [], issuerId: null, clientId: null }));

const credentials = fc.array(credential, { maxLength: 6 }).map((rows) =>
  rows.map((row, index): PlannedCredential => {
    const publicId = `k${String(index + 1)}`;
    return { ...row, id: index + 1, publicId, name: publicId, account: 'acme' };
  }),
);

function stateOf(
  rows: readonly EndpointSource[],
  more: Pick<ApiSource, 'manageScopes' | 'implications'>,
  held: readonly PlannedCredential[],
): PolicyState {
  return {
    apis: [
      {
        id: 1,
        name: 'api',
        hosts: [],
        errorFamily: 'f',
        maxStalenessMs: null,
        maxWriteStalenessMs: null,
      },
    ],
    sources: [{ id: 1, name: 'api', endpoints: rows, ...more }],
    credentials: held,
    issuers: [],
  };
}

/** What a migration can do: each row stays, goes, or is another; a few come. */
function altered<Row extends { readonly id: number }>(
  rows: readonly Row[],
  others: readonly Row[],
  die: () => number,
  keyOf: (row: Row) => string,
): Row[] {
  const after = new Map<string, Row>();
  for (const [index, row] of rows.entries()) {
    const fate = die();
    const other = others[index];
    if (fate > 3) after.set(keyOf(row), row);
    else if (fate > 1 && other !== undefined && !after.has(keyOf(other)))
      after.set(keyOf(other), { ...other, id: row.id });
  }
  const coming = others[rows.length];
  if (coming !== undefined && die() > 4 && !after.has(keyOf(coming))) after.set(keyOf(coming), { ...coming, id: 100 });
  return [...after.values()];
}

export const randomStates = fc
  .tuple(
    fc.tuple(endpoints, endpoints),
    fc.tuple(rules, rules),
    fc.tuple(credentials, credentials),
    fc.infiniteStream(fc.nat(9)) as fc.Arbitrary<Iterator<number, number>>,
  )
  .map(([[rows, otherRows], [one, other], [held, otherHeld], dice]) => {
    const die = (): number => dice.next().value;
    const idOf = ({ publicId }: PlannedCredential): string => publicId;
    return {
      before: stateOf(rows, one, held),
      after: stateOf(
        altered(rows, otherRows, die, shapeOf),
        die() > 5 ? one : other,
        die() > 5 ? held : altered(held, otherHeld, die, idOf),
      ),
    };
  });
