import { expect } from 'chai';
import type { Answer } from '../../../src/service/decision/answer.js';
import type { CheckRequest } from '../../../src/service/check-request.js';
import { mintApiKey } from '../../../src/service/identity/api-key-format.js';
import { makeCheckWorld } from '../../support/check-world.js';
import type { CheckWorld } from '../../support/check-world.js';

const GET = { method: 'GET', target: '/messages/1' };

/** Of the answer, or the code of the error that came instead. */
async function outcomeOf(world: CheckWorld, question: Partial<CheckRequest>): Promise<string> {
  try {
    const { decision, isDegraded } = await world.ask(question);
    return `${decision.reason}${isDegraded ? ', degraded' : ''}`;
  } catch (error) {
    return (error as { code?: string }).code ?? 'a fault without a code';
  }
}

describe('A check without the database', () => {
  let world: CheckWorld;
  let known: string;
  let other: string;

  beforeEach(async () => {
    world = await makeCheckWorld({ maxAgeMs: 60_000, apis: 'two' });
    known = world.addKey({ scopes: ['message:read', 'message:send'] });
    other = world.addKey();
    await world.ask({ authorization: known });
    world.setDown('down');
  });

  it('says in each answer how old that is what it rests on', async () => {
    world.setAge(12);
    const fresh = await world.ask({ authorization: known });
    world.setAge(4000);
    const old = await world.ask({ authorization: known });
    const tell = ({ stateAgeMs, isDegraded, maxAgeMs }: Answer) => ({ stateAgeMs, isDegraded, maxAgeMs });
    expect(tell(fresh)).to.deep.equal({ stateAgeMs: 12, isDegraded: false, maxAgeMs: 60_000 });
    expect(tell(old)).to.deep.equal({ stateAgeMs: 4000, isDegraded: true, maxAgeMs: 0 });
  });

  const unknown = `App ${mintApiKey('sgk').key}`;
  interface Case {
    readonly title: string;
    readonly ageMs: number;
    readonly credential?: 'known' | 'not held' | 'unknown';
    readonly ask: Partial<CheckRequest>;
    readonly outcome: string;
  }
  const messages = { target: '/messages' };
  const elsewhere = { host: 'other.example.com' };
  const cases: readonly Case[] = [
    { title: 'a known key goes on', ageMs: 5000, credential: 'known', ask: messages, outcome: 'scope_held, degraded' },
    { title: 'a key that is not held', ageMs: 5000, credential: 'not held', ask: messages, outcome: 'unavailable' },
    { title: 'a key that does not exist', ageMs: 5000, credential: 'unknown', ask: messages, outcome: 'unavailable' },
    { title: 'no key is a deny as ever', ageMs: 5000, ask: messages, outcome: 'no_credential, degraded' },
    {
      title: 'a public endpoint',
      ageMs: 5000,
      ask: { method: 'GET', target: '/status' },
      outcome: 'public_endpoint, degraded',
    },
    { title: 'a known key past the limit', ageMs: 60_001, credential: 'known', ask: messages, outcome: 'unavailable' },
    { title: 'no key past the limit', ageMs: 60_001, ask: messages, outcome: 'unavailable' },
    { title: 'no route past the limit', ageMs: 60_001, ask: { target: '/nowhere' }, outcome: 'unavailable' },
    { title: 'no API past the limit', ageMs: 60_001, ask: { host: 'nowhere.example.com' }, outcome: 'unavailable' },
    { title: 'a closed endpoint past the limit', ageMs: 60_001, ask: { target: '/internal' }, outcome: 'unavailable' },
    {
      title: 'a public endpoint past the limit',
      ageMs: 10_000_000,
      ask: { method: 'GET', target: '/status' },
      outcome: 'public_endpoint, degraded',
    },
    {
      title: 'reading from an API with a stricter limit, within it',
      ageMs: 19_999,
      credential: 'known',
      ask: { ...GET, ...elsewhere },
      outcome: 'scope_held, degraded',
    },
    {
      title: 'reading from an API with a stricter limit, past it',
      ageMs: 20_001,
      credential: 'known',
      ask: { ...GET, ...elsewhere },
      outcome: 'unavailable',
    },
    {
      title: 'writing to an API with a limit for writes, past it',
      ageMs: 5001,
      credential: 'known',
      ask: { ...messages, ...elsewhere },
      outcome: 'unavailable',
    },
    {
      title: 'reading where only the limit for writes is passed',
      ageMs: 5001,
      credential: 'known',
      ask: { ...GET, ...elsewhere },
      outcome: 'scope_held, degraded',
    },
  ];
  for (const { title, ageMs, credential, ask, outcome } of cases) {
    it(`${title}: ${outcome}`, async () => {
      const authorization = { known, 'not held': other, unknown, none: '' }[credential ?? 'none'];
      world.setAge(ageMs);
      expect(await outcomeOf(world, { authorization, ...ask })).to.equal(outcome);
    });
  }

  it('does not go on calling a key unknown once nobody confirms it', async () => {
    world.setDown('up');
    expect(await outcomeOf(world, { authorization: unknown })).to.equal('unknown_credential');
    world.setAge(1001);
    expect(await outcomeOf(world, { authorization: unknown })).to.equal('unavailable');
  });
});
