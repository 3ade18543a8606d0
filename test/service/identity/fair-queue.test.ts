import { expect } from 'chai';
import { makeFairQueue } from '../../../src/service/identity/fair-queue.js';
import type { Waiter } from '../../../src/service/identity/fair-queue.js';

interface Asked {
  readonly group: string;
  readonly isKnown?: boolean;
  readonly deadlineMs?: number;
}

/** One place, which is taken until `next` is called; `order` is who had their turn, `outcomes` what became of each. */
function makeWorld(maxWaiting = 4) {
  const world = { nowMs: 0 };
  const turns = makeFairQueue({ maxRunning: 1, maxWaiting }, () => world.nowMs);
  const order: string[] = [];
  const outcomes = new Map<string, string>();
  const ends: (() => void)[] = [];
  const ask = (name: string, { group, isKnown = false, deadlineMs = Infinity }: Asked): Waiter => {
    const turn = { group, isKnown, deadlineMs };
    turns
      .take(turn, () => {
        order.push(name);
        return new Promise<void>((done) => ends.push(done));
      })
      .then(
        () => outcomes.set(name, 'done'),
        (error: unknown) => outcomes.set(name, (error as { code: string }).code),
      );
    return turn;
  };
  const settle = () => new Promise((done) => setImmediate(done));
  const next = async (): Promise<void> => {
    ends.shift()?.();
    await settle();
  };
  ask('first', { group: 'x' });
  return { world, turns, order, outcomes, ask, next, settle };
}

describe('Turns', () => {
  it('go round the groups, and within one who came first goes first', async () => {
    const { ask, next, order } = makeWorld();
    for (const name of ['a1', 'a2', 'a3', 'b1']) ask(name, { group: name.slice(0, 1) });
    for (let at = 0; at < 5; at++) await next();
    expect(order).to.deep.equal(['first', 'a1', 'b1', 'a2', 'a3']);
  });

  it('come first to who was right before', async () => {
    const { ask, next, order } = makeWorld();
    ask('a1', { group: 'a' });
    ask('known', { group: 'b', isKnown: true });
    for (let at = 0; at < 3; at++) await next();
    expect(order).to.deep.equal(['first', 'known', 'a1']);
  });

  it('are not given to who has gone, and no work is done for them', async () => {
    const { world, ask, next, order, outcomes, turns } = makeWorld();
    ask('late', { group: 'a', deadlineMs: 10 });
    ask('patient', { group: 'a', deadlineMs: 20 });
    world.nowMs = 10;
    await next();
    expect(order).to.deep.equal(['first', 'patient']);
    expect([outcomes.get('late'), turns.waiting]).to.deep.equal(['deadline_exceeded', 0]);
  });

  it('are not given to who would have gone before the work is done', async () => {
    const { world, ask, next, order, outcomes } = makeWorld();
    world.nowMs = 100;
    await next();
    ask('second', { group: 'a' });
    ask('hurried', { group: 'a', deadlineMs: 119 });
    ask('patient', { group: 'a', deadlineMs: 125 });
    await next();
    expect(order).to.deep.equal(['first', 'second', 'patient']);
    expect(outcomes.get('hurried')).to.equal('deadline_exceeded');
  });

  it('wait for as long as the last of those who ask the same', async () => {
    const { world, ask, next, order } = makeWorld();
    const turn = ask('joined', { group: 'a', deadlineMs: 10 });
    turn.deadlineMs = 20;
    world.nowMs = 15;
    await next();
    expect(order).to.deep.equal(['first', 'joined']);
  });

  const FULL: [title: string, newcomer: Asked, outcome: string][] = [
    ['of the same group', { group: 'a' }, 'unavailable'],
    ['of another group, in place of the last of the largest', { group: 'b' }, 'waits'],
    ['who was right before, in place of one who was not', { group: 'a', isKnown: true }, 'waits'],
  ];
  for (const [title, newcomer, outcome] of FULL) {
    it(`when the queue is full: one ${title}: ${outcome}`, async () => {
      const { ask, settle, outcomes, turns } = makeWorld();
      for (const name of ['a1', 'a2', 'a3', 'a4']) ask(name, { group: 'a' });
      ask('new', newcomer);
      await settle();
      expect(outcomes.get('new') ?? 'waits').to.equal(outcome);
      expect(outcomes.get('a4')).to.equal(outcome === 'waits' ? 'unavailable' : undefined);
      expect(turns.waiting).to.equal(4);
    });
  }

  it('when the queue is full: one who has gone makes room', async () => {
    const { world, ask, settle, outcomes } = makeWorld();
    for (const name of ['a1', 'a2', 'a3', 'a4']) ask(name, { group: 'a', deadlineMs: name === 'a2' ? 5 : Infinity });
    world.nowMs = 5;
    ask('new', { group: 'a' });
    await settle();
    expect([outcomes.get('a2'), outcomes.get('new')]).to.deep.equal(['deadline_exceeded', undefined]);
  });

  it('give a group no more than its share, however many groups there are', async () => {
    const { ask, next, order, outcomes } = makeWorld(8);
    for (let at = 0; at < 100; at++) ask(`a${String(at)}`, { group: 'a' });
    for (const name of ['b', 'c', 'd']) ask(name, { group: name });
    for (let at = 0; at < 5; at++) await next();
    expect(order).to.include.members(['b', 'c', 'd']);
    expect([...outcomes.values()].filter((outcome) => outcome === 'unavailable')).to.have.length(95);
  });
});
