import { expect } from 'chai';
import fc from 'fast-check';
import { isScopegateError } from '../../../src/base/errors.js';
import type { Answer } from '../../../src/service/decision/answer.js';
import type { CheckRequest } from '../../../src/service/check-request.js';
import type { BatchResult } from '../../../src/service/decision/check-batch.js';
import { mintApiKey } from '../../../src/service/identity/api-key-format.js';
import { NOW_MS, makeCheckWorld } from '../../support/check-world.js';
import type { CheckWorld } from '../../support/check-world.js';
import { rejection } from '../../support/rejection.js';

const ANY_PATH = ['/messages', '/messages/7', '/billing', '/me', '/status', '/internal', '/keys', '/no', '/../up', ''];
const SCOPES = ['message:send', 'message:read', 'billing:read', 'sms:manage', 'everything', 'keys:read'];

/** What a result says, without what is the same object. */
function tell(result: BatchResult): unknown {
  if ('error' in result) return isScopegateError(result.error) ? [result.error.code, result.error.message] : 'internal';
  const { api, principal, ...rest } = result;
  return { ...rest, api: api?.name, principal: principal?.publicId };
}

async function tellUnary(world: CheckWorld, item: CheckRequest): Promise<unknown> {
  try {
    return tell(await world.check(item));
  } catch (error) {
    return tell({ error });
  }
}

function batchOf(items: readonly CheckRequest[], minRevision = 0) {
  return { items, minRevision, deadlineMs: NOW_MS + 1000 };
}

function answers(results: readonly BatchResult[]): readonly Answer[] {
  return results.map((result) => {
    if ('error' in result) throw new Error('an item has no answer', { cause: result.error });
    return result;
  });
}

describe('CheckBatch', () => {
  let world: CheckWorld;
  beforeEach(async () => {
    world = await makeCheckWorld({ apis: 'two' });
  });

  const item = fc.record({
    method: fc.constantFrom('GET', 'POST', 'HEAD', ''),
    target: fc.constantFrom(...ANY_PATH),
    host: fc.constantFrom('', 'api.example.com', 'other.example.com', 'nowhere.example.com', 'bad host'),
    sourceIp: fc.constantFrom('', '192.0.2.1', 'nonsense'),
    explain: fc.boolean(),
    key: fc.nat(9),
  });

  it('answers each item as a check of its own would be', async () => {
    const keys = SCOPES.map((scope) => world.addKey({ scopes: [scope] }));
    keys.push(world.addKey({ enabled: false }), world.addKey({ allowedAddresses: ['192.0.2.1'] }), '', 'App nonsense');
    await fc.assert(
      fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 40 }), async (drawn) => {
        const items = drawn.map(({ key, ...rest }) => world.question({ ...rest, authorization: keys[key] ?? '' }));
        const { results, revision } = await world.checkBatch(batchOf(items));
        const alone = await Promise.all(items.map((each) => tellUnary(world, each)));
        expect(results.map(tell)).to.deep.equal(alone);
        expect(revision).to.equal(1);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('is synchronous when everything is in memory', async () => {
    const items = [world.question({ authorization: world.addKey() })];
    await world.checkBatch(batchOf(items));
    expect(world.checkBatch(batchOf(items))).not.to.be.instanceOf(Promise);
  });

  it('reads all unknown credentials at once, 1,000 different ones too', async () => {
    const items = Array.from({ length: 1000 }, () => world.question({ authorization: world.addKey() }));
    const { results } = await world.checkBatch(batchOf(items));
    expect(answers(results).filter(({ decision }) => decision.allowed)).to.have.length(1000);
    expect(world.reads.keys).to.equal(1);
  });

  it('lets one bad item spoil only itself', async () => {
    const good = world.question({ authorization: world.addKey() });
    const { results } = await world.checkBatch(batchOf([good, { ...good, method: '' }, good]));
    expect(results.map(tell)[1]).to.deep.equal(['invalid_argument', 'method is empty']);
    expect([results[0], results[2]].map((each) => (each as Answer).decision.allowed)).to.deep.equal([true, true]);
  });

  it('answers what needs no database while that is down', async () => {
    const held = world.question({ authorization: world.addKey() });
    await world.check(held);
    world.setDown('down');
    const stranger = world.question({ authorization: `App ${mintApiKey('sgk').key}` });
    const { results } = await world.checkBatch(batchOf([held, stranger]));
    expect((results[0] as Answer).decision.allowed).to.equal(true);
    expect(tell(results[1]!)).to.deep.equal(['unavailable', 'down']);
  });

  it('has one revision although the policy changes while it waits', async () => {
    const held = world.addKey();
    const items = [held, world.addKey(), held].map((authorization) => world.question({ authorization }));
    await world.check(items[0]!);
    let changed: Promise<void> | undefined;
    world.onKeyRead(() => {
      changed ??= world.changeEverything();
    });
    const { results, revision } = await world.checkBatch(batchOf(items));
    await changed;
    expect(revision).to.equal(2);
    expect(answers(results).map((answer) => answer.revision)).to.deep.equal([2, 2, 2]);
    expect(answers(results).map(({ decision }) => decision.reason)).to.deep.equal(Array(3).fill('scope_held'));
    expect(new Set(answers(results).map(({ api }) => api)).size).to.equal(1);
  });

  it('gives an answer with one revision also where the policy never rests', async () => {
    const changes: Promise<void>[] = [];
    world.onKeyRead(() => changes.push(world.changeEverything()));
    const items = [world.addKey(), world.addKey()].map((authorization) => world.question({ authorization }));
    const { results, revision } = await world.checkBatch(batchOf(items));
    await Promise.all(changes);
    expect(results.map((each) => ('error' in each ? revision : each.revision))).to.deep.equal([revision, revision]);
  });

  for (const count of [0, 1001]) {
    it(`refuses ${String(count)} items and says what to do`, async () => {
      const items = Array.from({ length: count }, () => world.question({}));
      const error = await rejection(Promise.resolve().then(() => world.checkBatch(batchOf(items))));
      expect(error).to.have.property('code', 'invalid_argument');
      expect(error).to.have.property('message').that.includes(String(count));
      expect(error).to.have.property('hint').that.includes('1 to 1000');
    });
  }

  it('refuses a revision of one item that would keep all others waiting', async () => {
    const items = [world.question({ minRevision: 9 }), world.question({})];
    const { results } = await world.checkBatch(batchOf(items));
    expect(tell(results[0]!)).to.deep.equal(['invalid_argument', 'min_revision of an item is above that of its batch']);
    expect((results[1] as Answer).decision.reason).to.equal('no_credential');
  });
});
