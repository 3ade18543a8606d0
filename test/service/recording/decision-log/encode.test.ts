import { expect } from 'chai';
import { makePepper } from '../../../../src/service/identity/pepper.js';
import { makeEncoder } from '../../../../src/service/recording/decision-log/encode.js';
import { makeEntry } from '../../../../src/service/recording/decision-log/entry.js';
import type { LogEntry } from '../../../../src/service/recording/decision-log/entry.js';
import { makeDecisionObserver } from '../../../../src/service/recording/decision-log/log-decisions.js';
import type { DecisionRecord } from '../../../../src/service/recording/decision-log/record.js';
import { parseRules } from '../../../../src/service/recording/decision-log/rules.js';
import { makeSampler } from '../../../../src/service/recording/decision-log/sampler.js';
import { NOW_MS, makeCheckWorld } from '../../../support/check-world.js';
import type { CheckWorld } from '../../../support/check-world.js';
import { rejection } from '../../../support/rejection.js';
import { watched } from '../../../support/watch.js';

const pepper = makePepper(Buffer.alloc(32, 9));
const encode = makeEncoder({ pepper, replica: 'one', paths: 'full' });

describe('A record of the decision log', () => {
  let world: CheckWorld;
  let key = '';
  let publicId = '';
  let entries: LogEntry[] = [];
  const logged = () => {
    let steadyMs = 0;
    const observer = makeDecisionObserver({
      sampler: makeSampler(parseRules('*=1'), () => 0),
      offer: (entry) => entries.push(entry),
      lose: (problem) => expect.fail(problem),
    });
    return watched(world, [observer], { steadyClock: () => (steadyMs += 0.25) });
  };
  const recordOf = async (question: Parameters<CheckWorld['question']>[0]): Promise<DecisionRecord> => {
    entries = [];
    const ask = async () => logged().check(world.question(question));
    await ask().catch(() => undefined);
    expect(entries).to.have.length(1);
    return JSON.parse(encode(entries[0]!)) as DecisionRecord;
  };
  before(async () => {
    world = await makeCheckWorld();
    key = world.addKey();
    publicId = key.split('_')[1] ?? '';
  });

  it('says all that a decision rested on', async () => {
    const record = await recordOf({
      entryPoint: 'ext_authz',
      authorization: key,
      host: 'api.example.com',
      target: '/messages?text=needle',
      sourceIp: '192.0.2.1',
      traceParent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
    const { presented, ...rest } = record;
    expect(rest).to.deep.equal({
      v: 1,
      at: '2026-01-01T00:00:00.000Z',
      decision: 'allow',
      reason: 'scope_held',
      detail: '',
      api: 'platform',
      host: 'api.example.com',
      method: 'POST',
      path: '/messages',
      path_exact: true,
      endpoint: 'POST /messages',
      required_scopes: ['message:send', 'sms:manage', 'sms:send'],
      principal: { id: publicId, kind: 'api_key', account: 'acme' },
      matched_scope: 'message:send',
      source_ip: '192.0.2.1',
      revision: 1,
      state_age_ms: 0,
      degraded: false,
      latency_us: 250,
      entry_point: 'ext_authz',
      replica: 'one',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      sample_rate: 1,
      explanation: null,
    });
    expect(presented).to.deep.include({ scheme: 'app', id: publicId });
    expect(presented?.fingerprint).to.match(/^[\w-]{22}$/);
  });

  it('has the canonical path where there is one, and what was sent where it was refused', async () => {
    expect(await recordOf({ method: 'GET', target: '/messages/%41' })).to.deep.include({
      path: '/messages/A',
      path_exact: true,
    });
    const refused = { path: '/messages/../x', path_exact: true, reason: 'unsafe_path', endpoint: null };
    expect(await recordOf({ target: '/messages/../x?q' })).to.deep.include(refused);
  });

  it('has the error where there was no answer', async () => {
    const record = await recordOf({ method: '' });
    expect(record).to.deep.include({
      decision: 'no_answer',
      reason: 'invalid_argument',
      revision: null,
      principal: null,
    });
  });

  it('has an explanation where one was asked for', async () => {
    const { explanation } = await recordOf({ authorization: world.addKey({ scopes: [] }), explain: true });
    expect(explanation).to.deep.include({ held_scopes: [], failing_attribute: 'scopes' });
    expect(explanation?.sufficient_scopes).to.include('everything');
  });

  it('has the same fingerprint for the same credential, another for another, and none that is stored', async () => {
    const fingerprint = async (authorization: string) => (await recordOf({ authorization })).presented?.fingerprint;
    expect(await fingerprint(key)).to.equal(await fingerprint(key.replace('App', 'app')));
    expect(await fingerprint(world.addKey())).not.to.equal(await fingerprint(key));
    expect(pepper.digest(key.slice(4)).toString('base64url')).not.to.include(await fingerprint(key));
    const other = makeEncoder({ pepper: makePepper(Buffer.alloc(32, 8)), replica: 'one', paths: 'full' });
    expect(JSON.parse(other(entries[0]!))).not.to.have.nested.property('presented.fingerprint', await fingerprint(key));
  });

  it('leaves paths out where only templates are wanted', async () => {
    await recordOf({ method: 'GET', target: '/messages/needle', authorization: key });
    const line = makeEncoder({ pepper, replica: 'one', paths: 'template' })(entries[0]!);
    expect(line).not.to.include('needle');
    expect(JSON.parse(line)).to.deep.include({ path: null, path_exact: false, endpoint: 'GET /messages/{id}' });
  });

  const secrets: [title: string, question: (secret: string) => Parameters<CheckWorld['question']>[0]][] = [
    ['a key', () => ({ authorization: key })],
    ['a key of another scheme', () => ({ authorization: key.replace('App', 'Bearer') })],
    ['a key without a scheme', () => ({ authorization: key.slice(4) })],
    ['a key as a scheme', () => ({ authorization: `${key.slice(4)} x` })],
    ['a password', (secret) => ({ authorization: `Basic ${Buffer.from(`anna:${secret}`).toString('base64')}` })],
    [
      'a user name that may be a password',
      (secret) => ({ authorization: `Basic ${Buffer.from(`${secret}:x`).toString('base64')}` }),
    ],
    ['an opaque token', (secret) => ({ authorization: `Bearer ${secret}` })],
    ['several credentials', (secret) => ({ authorization: `Bearer ${secret}, ${key}` })],
    ['a secret in the query', (secret) => ({ target: `/messages?key=${secret}` })],
    ['a secret in the fragment', (secret) => ({ target: `/messages#${secret}` })],
    ['a session in the path', (secret) => ({ target: `/messages;sid=${secret}` })],
    ['a key in the path', () => ({ target: `/messages/${key.slice(4)}` })],
    ['a key in the host', () => ({ host: `user:${key.slice(4)}@api.example.com` })],
    ['a DPoP proof', (secret) => ({ proof: { dpop: secret, origin: '', certificateThumbprint: '' } })],
  ];
  for (const [title, ask] of secrets) {
    it(`never holds ${title}`, async () => {
      const secret = 'n33dle-in-a-haystack';
      await recordOf(ask(secret));
      const line = encode(entries[0]!);
      expect(line).not.to.include(secret);
      expect(line).not.to.include(Buffer.from(`anna:${secret}`).toString('base64'));
      expect(line).not.to.include(Buffer.from(`${secret}:x`).toString('base64'));
      expect(line).not.to.include(key.slice(-30));
    });
  }

  it('is made of every item of a batch, answers and errors', async () => {
    entries = [];
    const items = [world.question({ authorization: key }), world.question({ method: '' }), world.question({})];
    await logged().checkBatch({ items, minRevision: 0, deadlineMs: NOW_MS });
    const outcomes = entries.map((entry) => (JSON.parse(encode(entry)) as DecisionRecord).reason);
    expect(outcomes).to.deep.equal(['scope_held', 'invalid_argument', 'no_credential']);
  });

  it('is made of every item where the whole batch fails', async () => {
    entries = [];
    const batch = { items: [world.question({}), world.question({})], minRevision: 99, deadlineMs: NOW_MS };
    await rejection(Promise.resolve(logged().checkBatch(batch)));
    expect(entries).to.have.length(2);
  });

  it('never changes or delays an answer, not even by a defect of its own', async () => {
    const request = world.question({ authorization: key });
    await world.check(request);
    const lost: string[] = [];
    const observer = makeDecisionObserver({
      sampler: {
        ofAnswer: () => {
          throw new Error('defect');
        },
        ofFailure: () => {
          throw new Error('defect');
        },
      },
      offer: () => undefined,
      lose: (problem) => lost.push(problem),
    });
    const broken = watched(world, [observer]);
    expect(broken.check(request)).to.deep.equal(world.check(request));
    expect(
      await rejection(Promise.resolve().then(() => broken.check(world.question({ method: '' })))),
    ).to.have.property('code', 'invalid_argument');
    expect(lost).to.deep.equal(['defect', 'defect']);
  });

  it('is made later than the answer: a check stays synchronous', async () => {
    const request = world.question({ authorization: key });
    await world.check(request);
    expect(logged().check(request)).not.to.be.instanceOf(Promise);
    expect(makeEntry(request, await world.check(request), 1, { atMs: 0, latencyUs: 0 }).asked.authorization).to.equal(
      key,
    );
  });
});
