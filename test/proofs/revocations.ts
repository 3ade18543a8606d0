import { setTimeout as sleep } from 'node:timers/promises';
import { SEND } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import { openSession } from '../support/session.js';
import type { ProofReplica } from './replicas.js';

export interface RevocationOptions {
  readonly databaseUrl: string;
  readonly operator: Operator;
  readonly replicas: readonly ProofReplica[];
  readonly revocations: number;
  /** So many are under way at once, each at its own time. */
  readonly lanes: number;
  /** Each waits a time from 0 to this first, so that they meet the polls of the replicas at any phase. */
  readonly spreadMs: number;
}

export interface RevocationReport {
  /** Of each revocation at each replica: from the moment at which its COMMIT was sent, to the arrival of the first deny. */
  readonly delaysMs: readonly number[];
  /** Questions that got `unavailable` instead of an answer; only where links are cut. */
  readonly unanswered: number;
  /** Allowed after it was denied, allowed at the end, never seen allowed before, or another error. */
  readonly faults: readonly string[];
}

const GIVE_UP_MS = 20_000;
const ALLOW = 'DECISION_ALLOW';
const DENY = 'DECISION_DENY';

/** One key under revocation, as one replica sees it. */
interface Watched {
  readonly authorization: string;
  readonly allowed: Signal;
  readonly denied: Signal;
  deniedAtMs: number | null;
}

/** Something that happens once, and is waited for no longer than a while. */
interface Signal {
  readonly hasFired: boolean;
  fire(): void;
  wait(): Promise<void>;
}

function makeSignal(): Signal {
  let resolve: () => void = () => undefined;
  const fired = new Promise<void>((onFired) => (resolve = onFired));
  const state = { hasFired: false };
  return {
    get hasFired() {
      return state.hasFired;
    },
    fire() {
      state.hasFired = true;
      resolve();
    },
    wait: () => Promise.race([fired, sleep(GIVE_UP_MS, undefined, { ref: false })]),
  };
}

/** Revokes keys that every replica holds and lets through, and asks each replica about them all the time meanwhile. */
export async function measureRevocations(options: RevocationOptions): Promise<RevocationReport> {
  const { operator, replicas } = options;
  const keys = [];
  for (let made = 0; made < options.revocations; made++) keys.push(await operator.createKey());
  const probes = replicas.map(({ client }) => startProbe(client));
  const delaysMs: number[] = [];
  const faults: string[] = [];
  let unanswered = 0;
  const left = [...keys];
  const lane = async (): Promise<void> => {
    const session = await openSession(options.databaseUrl);
    for (let key = left.pop(); key !== undefined; key = left.pop()) {
      const { authorization } = key;
      const watched = probes.map((probe) => probe.watch(authorization));
      await Promise.all(watched.map(({ allowed }) => allowed.wait()));
      await sleep(Math.random() * options.spreadMs);
      await session.run('BEGIN');
      await session.run('SELECT scopegate.revoke_credential($1)', [key.id]);
      const committedAtMs = performance.now();
      await session.run('COMMIT');
      await Promise.all(watched.map(({ denied }) => denied.wait()));
      for (const [replica, { allowed, deniedAtMs }] of watched.entries()) {
        if (!allowed.hasFired || deniedAtMs === null)
          faults.push(`replica ${String(replica)} never allowed, or never denied`);
        else delaysMs.push(deniedAtMs - committedAtMs);
      }
    }
    await session.end();
  };
  try {
    await Promise.all(Array.from({ length: options.lanes }, lane));
  } finally {
    for (const probe of probes) {
      const ended = await probe.stop();
      unanswered += ended.unanswered;
      faults.push(...ended.faults);
    }
  }
  faults.push(...(await allowedStill(options, keys)));
  return { delaysMs, unanswered, faults };
}

interface Probe {
  watch(authorization: string): Watched;
  stop(): Promise<Pick<RevocationReport, 'unanswered' | 'faults'>>;
}

/** Between two questions. The machine that is measured on is the one that asks. */
const PAUSE_MS = 2;
/** After its deny a key is asked about for so many rounds more. */
const ROUNDS_AFTER = 20;

/** All keys that are watched, in one question after the other. */
function startProbe(client: ProofReplica['client']): Probe {
  const watching = new Map<Watched, number>();
  const faults: string[] = [];
  let unanswered = 0;
  const state = { isOver: false };
  async function round(): Promise<void> {
    const asked = [...watching.keys()];
    const { outcomes } = await client.checkBatch(asked.map(({ authorization }) => ({ ...SEND, authorization })));
    const nowMs = performance.now();
    for (const [index, { response, error }] of outcomes.entries()) {
      const watched = asked[index]!;
      if (error?.code === 'unavailable') unanswered++;
      else if (error !== null) faults.push(`no answer: ${error.code}`);
      else if (response.decision === DENY) {
        watched.deniedAtMs ??= nowMs;
        watched.denied.fire();
        const rounds = (watching.get(watched) ?? 0) + 1;
        if (rounds > ROUNDS_AFTER) watching.delete(watched);
        else watching.set(watched, rounds);
      } else if (watched.deniedAtMs !== null) faults.push('allowed after it had been denied');
      else watched.allowed.fire();
    }
  }
  const running = (async () => {
    while (!state.isOver) {
      if (watching.size > 0) await round().catch((error: unknown) => faults.push(`no answer: ${String(error)}`));
      await sleep(PAUSE_MS);
    }
  })();
  return {
    watch(authorization) {
      const watched: Watched = { authorization, allowed: makeSignal(), denied: makeSignal(), deniedAtMs: null };
      watching.set(watched, 0);
      return watched;
    },
    async stop() {
      state.isOver = true;
      await running;
      return { unanswered, faults };
    },
  };
}

/** At the end every replica is asked about every key once more, again where a link was cut just then. */
async function allowedStill(
  { replicas }: RevocationOptions,
  keys: readonly { authorization: string }[],
): Promise<string[]> {
  const faults: string[] = [];
  for (const { client } of replicas) {
    const left = keys.map(({ authorization }) => ({ ...SEND, authorization }));
    const endsAtMs = performance.now() + GIVE_UP_MS;
    while (left.length > 0 && performance.now() < endsAtMs) {
      const asked = left.splice(0, 500);
      const { outcomes } = await client.checkBatch(asked);
      left.push(...asked.filter((_request, index) => outcomes[index]?.error?.code === 'unavailable'));
      faults.push(...outcomes.flatMap(({ response }) => (response?.decision === ALLOW ? ['allowed at the end'] : [])));
    }
    if (left.length > 0) faults.push(`${String(left.length)} without an answer at the end`);
  }
  return faults;
}
