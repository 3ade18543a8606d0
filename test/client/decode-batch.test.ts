import { expect } from 'chai';
import fc from 'fast-check';
import { makeBatchDecoder } from '../../src/client/decode-batch.js';
import { makeBatchEncoder } from '../../src/transports/grpc/encode-batch.js';
import { loadProto } from '../../src/wire/load-proto.js';
import { NOW_MS, makeCheckWorld } from '../support/check-world.js';

const { CheckBatchResponse, CheckResponse, CheckResult } = loadProto().scopegate.v1;

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const texts = fc.array(text, { maxLength: 3 });
/** Few values, so that answers have much in common. */
const few = <T>(...values: T[]) => fc.constantFrom(...values);

const RESPONSE = fc.record(
  {
    decision: few<string | number>('DECISION_ALLOW', 'DECISION_DENY', 77),
    reason: few('REASON_SCOPE_HELD', 'REASON_EXPIRED'),
    detail: few('', 'revoked'),
    httpStatus: few(200, 401),
    headers: few([], [{ name: 'Content-Type', value: 'text/plain' }]),
    body: few(Buffer.alloc(0), Buffer.from('no\n'), Buffer.alloc(5000, 'x')),
    principal: few(null, { id: 'a' }, { id: 'b', kind: 'CREDENTIAL_KIND_USER', name: 'Zoë' }),
    endpoint: few(null, { api: 'platform', requiredScopes: ['a', 'b'] }),
    matchedScope: few('', 'a'),
    canonicalPath: text,
    revision: few(0, 7, 2 ** 45),
    explanation: few(null, { heldScopes: ['a'] }),
    degraded: fc.boolean(),
    stateAgeMs: few(0, 3, 2 ** 33),
    dependsOn: texts,
  },
  { requiredKeys: [] },
);

/** A field that no version of ours has yet: number 200, text. */
const FUTURE = Buffer.from([0xc2, 0x0c, 0x01, 0x61]);
const delimited = (field: number, content: Buffer): Buffer => {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    if (rest < 128) {
      length.push(rest);
      break;
    }
    length.push((rest & 127) | 128);
  }
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...length]), content]);
};
/** A message may come in several pieces, in any order. */
const RESULT = fc.oneof(
  { weight: 5, arbitrary: fc.array(RESPONSE, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const bytesOf = (pieces: readonly object[] | null): Buffer =>
  pieces === null
    ? CheckResult.serialize({ error: { code: 14, message: 'down' } })
    : delimited(1, Buffer.concat(pieces.map((piece) => CheckResponse.serialize(piece as never))));

describe('decoding of a batch', () => {
  it('reads whatever a server may write as the .proto reads it, again and again', () => {
    const decode = makeBatchDecoder();
    fc.assert(
      fc.property(fc.array(RESULT, { maxLength: 8 }), fc.boolean(), fc.nat(2 ** 40), (results, isNewer, revision) => {
        const more = isNewer ? [FUTURE] : [];
        const items = results.map((pieces) => delimited(1, Buffer.concat([bytesOf(pieces), ...more])));
        const bytes = Buffer.concat([...items, ...more, CheckBatchResponse.serialize({ revision })]);
        const expected = CheckBatchResponse.deserialize(bytes);
        expect(decode(bytes)).to.deep.equal(expected);
        expect(decode(bytes)).to.deep.equal(expected);
      }),
      { numRuns: 500 },
    );
  });

  async function encoded(): Promise<Buffer> {
    const world = await makeCheckWorld();
    const keys = ['one', 'other'].map((name) => world.addKey({ name, scopes: ['message:read'] }));
    const items = Array.from({ length: 40 }, (_, at) =>
      world.question({ authorization: keys[at % 3] ?? 'nonsense', method: 'GET', target: `/messages/${String(at)}` }),
    );
    return makeBatchEncoder()(await world.checkBatch({ items, minRevision: 0, deadlineMs: NOW_MS }));
  }

  it('lets the answers of our own server share what they have in common', async () => {
    const bytes = await encoded();
    const { results } = makeBatchDecoder()(bytes);
    expect(results).to.deep.equal(CheckBatchResponse.deserialize(bytes).results);
    const principals = new Set(results.map(({ response }) => response?.principal));
    expect(principals.size).to.equal(3);
  });

  it('lets nobody change what others share', async () => {
    const { results } = makeBatchDecoder()(await encoded());
    const [one, , refused, other] = results.map(({ response }) => response);
    expect(() => one?.dependsOn.push('mine')).to.throw(TypeError);
    expect(() => Object.assign(one?.endpoint ?? {}, { api: 'mine' })).to.throw(TypeError);
    if (one) one.detail = 'mine';
    refused?.body.fill(0);
    expect(other?.detail).to.equal('');
    expect(results[5]?.response?.body.toString()).to.include('UNAUTHORIZED');
  });

  const broken: [title: string, bytes: number[]][] = [
    ['a length beyond the end', [0x0a, 0x05, 0x0a]],
    ['a length that does not end', [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['half a key', [0x80]],
    ['a group', [0x0b]],
    ['field number 0', [0x02, 0x00]],
    ['a result that is cut off', [0x0a, 0x02, 0x0a, 0x07]],
  ];
  for (const [title, bytes] of broken) {
    it(`throws for ${title}`, () => {
      expect(() => makeBatchDecoder()(Buffer.from(bytes))).to.throw(RangeError);
    });
  }

  it('forgets rather than grows', () => {
    const decode = makeBatchDecoder();
    for (let at = 0; at < 10_000; at++) {
      const response = { canonicalPath: '/', dependsOn: [`credential:${String(at)}`] };
      const { results } = decode(CheckBatchResponse.serialize({ results: [{ response, result: 'response' }] }));
      expect(results[0]?.response?.dependsOn).to.deep.equal(response.dependsOn);
    }
  });
});
