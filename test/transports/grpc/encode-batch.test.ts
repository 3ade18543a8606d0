import { expect } from 'chai';
import { ScopegateError } from '../../../src/base/errors.js';
import type { BatchAnswer } from '../../../src/service/decision/check-batch.js';
import { encodeAnswer } from '../../../src/transports/grpc/encode-answer.js';
import { makeBatchEncoder } from '../../../src/transports/grpc/encode-batch.js';
import { loadProto } from '../../../src/wire/load-proto.js';
import { endpoint } from '../../engine/policies.js';
import { ENDPOINTS, NOW_MS, makeCheckWorld } from '../../support/check-world.js';

const { CheckBatchResponse, CheckResponse } = loadProto().scopegate.v1;

describe('encoding of a batch', () => {
  async function answered(): Promise<BatchAnswer> {
    // Near misses with characters beyond ASCII, and too long for a length of one byte.
    const more = ['/messages/größe', `/messages/{id}/${'long-'.repeat(40)}`].map((template, at) =>
      endpoint({ id: 100 + at, template, scopes: ['message:read'] }),
    );
    const world = await makeCheckWorld({ maxAgeMs: 4000, endpoints: [...ENDPOINTS, ...more] });
    const known = world.addKey({ name: 'Zoë – CI', scopes: ['message:read'] });
    const items = [
      { authorization: known, method: 'GET', target: '/messages/1' },
      { authorization: known, method: 'GET', target: `/messages/${'é'.repeat(5000)}`, explain: true },
      { authorization: known, method: 'GET', target: '/messages/2' },
      { authorization: known, method: 'GET', target: '/messages/2/', explain: true },
      { authorization: known, method: 'POST', target: '/messages', explain: true },
      { authorization: world.addKey({ scopes: [] }), method: 'GET', target: '/messages/1', explain: true },
      { authorization: 'nonsense', target: '/messages', explain: true },
      { target: '/a/../b', explain: true },
      { authorization: world.addKey({ expiresAtMs: NOW_MS - 1 }), target: '/messages' },
      { authorization: 'nonsense', target: '/messages' },
      { target: '/a/../b' },
      { target: '/status', method: 'GET' },
      { host: 'nowhere.example.com' },
      { method: '' },
    ].map((question) => world.question(question));
    return world.checkBatch({ items, minRevision: 0, deadlineMs: NOW_MS });
  }

  it('says of each answer what an answer of its own says', async () => {
    const batch = await answered();
    const encode = makeBatchEncoder();
    // The second time from what was kept of the first.
    for (const bytes of [encode(batch), encode(batch)]) {
      const { results, revision } = CheckBatchResponse.deserialize(bytes);
      expect(revision).to.equal(batch.revision);
      const alone = batch.results.map((result) =>
        'error' in result ? null : CheckResponse.deserialize(CheckResponse.serialize(encodeAnswer(result))),
      );
      expect(results.map(({ response }) => response ?? null)).to.deep.equal(alone);
      const explained = alone.flatMap((answer) => answer?.explanation ?? []);
      expect(explained.some(({ nearMisses }) => nearMisses.length > 1)).to.equal(true);
      expect(new Set(explained.map(({ failingAttribute }) => failingAttribute))).to.deep.equal(new Set(['', 'scopes']));
      expect(results.at(-1)?.error).to.deep.equal({
        code: 3,
        message: 'method is empty. Send the method of the request: GET.',
      });
    }
  });

  it('never tells what went wrong inside', () => {
    const results = [{ error: new Error('hunter2') }, { error: new ScopegateError('unavailable', 'down') }];
    const decoded = CheckBatchResponse.deserialize(makeBatchEncoder()({ results, revision: 2 ** 40 }));
    expect(decoded.revision).to.equal(2 ** 40);
    expect(decoded.results.map(({ error }) => error?.code)).to.deep.equal([13, 14]);
    expect(JSON.stringify(decoded)).not.to.include('hunter2');
  });
});
