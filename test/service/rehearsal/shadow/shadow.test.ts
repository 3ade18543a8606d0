import { expect } from 'chai';
import type { EndpointSource } from '../../../../src/engine/index.js';
import { silentLog } from '../../../../src/base/log.js';
import type { Answer } from '../../../../src/service/decision/answer.js';
import type { CheckRequest } from '../../../../src/service/check-request.js';
import { makeEvaluateCandidate } from '../../../../src/service/rehearsal/shadow/evaluate.js';
import { followCandidate } from '../../../../src/service/rehearsal/shadow/follow-candidate.js';
import { makeShadow } from '../../../../src/service/rehearsal/shadow/shadow-checks.js';
import { makeTally } from '../../../../src/service/rehearsal/shadow/tally.js';
import type { CandidateDocument, ShadowOutcome, ShadowResults } from '../../../../src/store/ports/shadow.js';
import { NOW_MS, makeCheckWorld } from '../../../support/check-world.js';
import { watched } from '../../../support/watch.js';
import type { CheckWorld } from '../../../support/check-world.js';

const API = {
  id: 1,
  name: 'platform',
  hosts: ['api.example.com'],
  errorFamily: 'requestError',
  maxStalenessMs: null,
  maxWriteStalenessMs: null,
};

function endpoint(id: number, given: Partial<EndpointSource>): EndpointSource {
  const rest = { product: null, managed: true, acceptedKinds: null, encoded: [], scopes: [] };
  return { id, method: 'GET', template: '/', access: 'scoped', ...rest, ...given };
}

/** Beside that of the check world: sending needs another scope, the status a credential, and one endpoint is new. */
const CANDIDATE: CandidateDocument = {
  policy: {
    apis: [API],
    sources: [
      {
        id: 1,
        name: 'platform',
        endpoints: [
          endpoint(1, { method: 'POST', template: '/messages', scopes: ['message:send'] }),
          endpoint(2, { template: '/messages/{id}', scopes: ['message:send'] }),
          endpoint(4, { template: '/me', access: 'authenticated' }),
          endpoint(5, { template: '/status', access: 'authenticated' }),
          endpoint(6, { template: '/internal', access: 'public' }),
        ],
        manageScopes: new Map(),
        implications: [],
      },
    ],
  },
  credentials: [],
  issuers: [],
};

describe('A shadow policy', () => {
  let world: CheckWorld;
  before(async () => {
    world = await makeCheckWorld();
  });

  const cases: [title: string, question: Partial<CheckRequest>, scopes: string[] | null, outcome: ShadowOutcome][] = [
    ['agrees', {}, ['message:send'], 'agree'],
    ['agrees on a deny', {}, ['nothing'], 'agree'],
    ['agrees on who is unknown', { authorization: 'App sgk_x' }, null, 'agree'],
    ['agrees on nobody', {}, null, 'agree'],
    ['agrees on a path that is refused', { target: '/a/../b' }, ['message:send'], 'agree'],
    ['would deny what is allowed', {}, ['sms:send'], 'allow_to_deny'],
    ['would allow what is denied', { method: 'GET', target: '/messages/7' }, ['message:send'], 'deny_to_allow'],
    ['would allow what is closed', { method: 'GET', target: '/internal' }, null, 'deny_to_allow'],
    ['would deny for another reason', { method: 'GET', target: '/billing' }, ['nothing'], 'other_reason'],
    [
      'cannot know who it was that nobody looked at',
      { method: 'GET', target: '/status' },
      ['message:send'],
      'undecided',
    ],
    ['would deny nobody where a credential is needed', { method: 'GET', target: '/status' }, null, 'allow_to_deny'],
  ];
  for (const [title, question, scopes, outcome] of cases) {
    it(title, async () => {
      const authorization = scopes === null ? {} : { authorization: world.addKey({ scopes }) };
      const request = world.question({ ...authorization, ...question });
      const live = await world.check(request);
      expect(makeEvaluateCandidate(CANDIDATE, 1)(request, live, NOW_MS).outcome).to.equal(outcome);
    });
  }

  it('judges a credential that it changes by what that would hold, and one that it takes away as unknown', async () => {
    const request = world.question({ authorization: world.addKey({ scopes: ['nothing'] }) });
    const live = await world.check(request);
    const { principal } = live;
    const judge = (credential: CandidateDocument['credentials'][number]['credential']) =>
      makeEvaluateCandidate({ ...CANDIDATE, credentials: [{ id: principal!.id, credential }] }, 1)(
        request,
        live,
        NOW_MS,
      );
    const granted = judge({ row: { ...principal!, scopes: ['message:send'] }, issuer: null });
    expect([granted.outcome, granted.answer?.decision.reason]).to.deep.equal(['deny_to_allow', 'scope_held']);
    expect(judge(null).answer?.decision.reason).to.equal('unknown_credential');
  });

  it('fails harmlessly where it does not compile', async () => {
    const broken = [endpoint(1, { template: 'no slash' })];
    const [source] = CANDIDATE.policy.sources;
    const policy = { ...CANDIDATE.policy, sources: [{ ...source!, endpoints: broken }] };
    const request = world.question({});
    const verdict = makeEvaluateCandidate({ ...CANDIDATE, policy }, 1)(request, await world.check(request), NOW_MS);
    expect(verdict).to.deep.equal({ outcome: 'failed', answer: null });
  });

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const makeTried = (maxPending = 100) => {
    const counts: ShadowOutcome[] = [];
    const shadow = makeShadow({ count: (outcome) => counts.push(outcome), maxPending });
    return { shadow, counts, checks: watched(world, [shadow]), tally: makeTally(100) };
  };

  it('is asked after the answer, which is the same object and as synchronous as ever', async () => {
    const { shadow, counts, checks, tally } = makeTried();
    const request = world.question({ authorization: world.addKey({ scopes: ['sms:send'] }) });
    const before = await checks.check(request);
    shadow.use({ evaluate: makeEvaluateCandidate(CANDIDATE, 1), tally });
    const answer = checks.check(request) as Answer;
    expect(answer).not.to.be.instanceOf(Promise);
    expect({ ...answer, response: null }).to.deep.equal({ ...before, response: null });
    expect(counts).to.deep.equal([]);
    await turn();
    expect(counts).to.deep.equal(['allow_to_deny']);
    shadow.use(null);
    await checks.check(request);
    await turn();
    expect(counts).to.have.length(1);
  });

  it('is asked of each item of a batch, not of errors', async () => {
    const { shadow, counts, checks, tally } = makeTried();
    shadow.use({ evaluate: makeEvaluateCandidate(CANDIDATE, 1), tally });
    const items = [world.question({}), world.question({ method: '' }), world.question({ target: '/a' })];
    await checks.checkBatch({ items, minRevision: 0, deadlineMs: NOW_MS });
    await turn();
    expect(counts).to.deep.equal(['agree', 'agree']);
  });

  it('has a bound on what waits for it, and counts what is beyond', async () => {
    const { shadow, counts, checks, tally } = makeTried(3);
    shadow.use({ evaluate: makeEvaluateCandidate(CANDIDATE, 1), tally });
    for (let n = 0; n < 5; n++) await checks.check(world.question({}));
    await turn();
    expect(counts).to.deep.equal(['lost', 'lost', 'agree', 'agree', 'agree']);
  });

  it('is summed up by endpoint and credential, without secrets, and nothing is lost when it cannot be written', async () => {
    const { shadow, checks, tally } = makeTried();
    const key = world.addKey({ scopes: ['sms:send'] });
    const written: ShadowResults[] = [];
    const store = { id: 'one' as string | null, isDown: false };
    const follower = followCandidate({
      shadow: { use: (candidate) => shadow.use(candidate) },
      log: silentLog,
      everyMs: 3_600_000,
      store: {
        currentId: () => Promise.resolve(store.id),
        readCandidate: (id) =>
          Promise.resolve({ about: { id, source: 'x', files: [], basedOn: 1 }, document: CANDIDATE }),
        addResults(_id, results) {
          if (store.isDown) return Promise.reject(new Error('down'));
          written.push(results);
          return Promise.resolve();
        },
      },
    });
    await follower.look();
    const ask = async (): Promise<void> => {
      await checks.check(world.question({ authorization: key, target: `/messages?key=${key.slice(4)}` }));
      await turn();
    };
    await ask();
    store.isDown = true;
    await follower.look();
    await ask();
    store.isDown = false;
    await follower.look();
    const [results] = written;
    expect(results?.counts).to.deep.equal({ allow_to_deny: 2 });
    expect(results?.disagreements).to.deep.equal([
      {
        endpoint: 'POST /messages',
        credential: key.split('_')[1],
        live: 'allow scope_held',
        shadow: 'deny missing_scope',
        checks: 2,
        firstAtMs: NOW_MS,
        lastAtMs: NOW_MS,
        example: { method: 'POST', host: 'api.example.com', path: '/messages' },
      },
    ]);
    store.id = null;
    await follower.look();
    await ask();
    await follower.stop();
    expect(written).to.have.length(1);
    expect(tally.take()).to.equal(null);
  });
});
