import { recover } from '../../base/now-or-later.js';
import type { NowOrLater } from '../../base/now-or-later.js';
import { ScopegateError } from '../../base/errors.js';
import type { Answer, Check } from './answer.js';
import type { CheckRequest } from '../check-request.js';
import { makeDecide } from './check.js';
import type { CheckDeps, Decide } from './check.js';
import { pinPolicy } from './policy-view.js';

export interface BatchRequest {
  /** 1 to 1,000. An item's own `minRevision` must be covered by that of the batch. */
  readonly items: readonly CheckRequest[];
  /** 0: whatever is applied. */
  readonly minRevision: number;
  /** When the caller stops waiting, in ms of the clock. */
  readonly deadlineMs: number;
  /** Trace of the caller (W3C Trace Context, section 3.2); absent or empty for none. */
  readonly traceParent?: string;
}

/** The outcome of one item: an answer, or the error that a single check would have rejected with. */
export type BatchResult = Answer | BatchFault;

export interface BatchFault {
  readonly error: unknown;
}

export interface BatchAnswer {
  /** In the order of the items. */
  readonly results: readonly BatchResult[];
  /** The revision of every answer. */
  readonly revision: number;
}

/**
 * Decides many requests by one policy; synchronous when everything is in memory. Throws or rejects for the batch as a
 * whole only: `invalid_argument` for its size, `unavailable` while no policy is held or `minRevision` is not reached.
 */
export type CheckBatch = (batch: BatchRequest) => BatchAnswer | Promise<BatchAnswer>;

/** The ways to ask. */
export interface Checks {
  readonly check: Check;
  readonly checkBatch: CheckBatch;
}

const MAX_BATCH_ITEMS = 1_000;
/** How often a batch is decided anew because the policy changed while it waited for the database. */
const MAX_ROUNDS = 3;

/** Batches by the same decision as single checks; see `CheckBatch` for what it takes and throws. */
export function makeCheckBatch(deps: CheckDeps): CheckBatch {
  const decide = makeDecide(deps);

  function decideAll(batch: BatchRequest): BatchAnswer | Promise<BatchAnswer> {
    const round = decideRound(batch, decide, deps);
    return round.waiting === 0 ? answerOf(round) : settle(round, batch);
  }

  /** Items that waited may rest on newer rows than the others. All are then decided again, by the policy cached now. */
  async function settle(first: Round, batch: BatchRequest): Promise<BatchAnswer> {
    let round = first;
    for (let rounds = 1; ; rounds++) {
      round = await settleRound(round);
      if (round.revision === deps.freshness.applied || rounds === MAX_ROUNDS) return answerOf(round);
      round = decideRound(batch, decide, deps);
      if (round.waiting === 0) return answerOf(round);
    }
  }

  return (batch) => {
    refuseSize(batch.items.length);
    if (batch.minRevision <= deps.freshness.applied) return decideAll(batch);
    return deps.freshness.waitFor(batch.minRevision, batch.deadlineMs).then(() => decideAll(batch));
  };
}

type Pending = NowOrLater<BatchResult>;

interface Round {
  readonly results: readonly Pending[];
  readonly waiting: number;
  readonly revision: number;
}

/** Every item is begun before any is waited for: all unknown credentials travel in one read. */
function decideRound(batch: BatchRequest, decide: Decide, deps: CheckDeps): Round {
  const view = pinPolicy(deps);
  const results: Pending[] = [];
  let waiting = 0;
  for (const item of batch.items) {
    const result = recover(() => decide(refuseOwnRevision(item, batch.minRevision), view), faultOf);
    if (result instanceof Promise) waiting++;
    results.push(result);
  }
  return { results, waiting, revision: view.revision };
}

function faultOf(error: unknown): BatchFault {
  return { error };
}

async function settleRound({ results, revision }: Round): Promise<Round> {
  const settled: BatchResult[] = [];
  // None of them rejects.
  for (const result of results) settled.push(await result);
  return { results: settled, waiting: 0, revision };
}

function answerOf({ results, revision }: Round): BatchAnswer {
  return { results: results as readonly BatchResult[], revision };
}

function refuseOwnRevision(item: CheckRequest, minRevision: number): CheckRequest {
  if (item.minRevision <= minRevision) return item;
  throw new ScopegateError('invalid_argument', 'min_revision of an item is above that of its batch', {
    hint: 'One item would keep all others waiting: set min_revision of the batch.',
  });
}

function refuseSize(count: number): void {
  if (count >= 1 && count <= MAX_BATCH_ITEMS) return;
  throw new ScopegateError('invalid_argument', `a batch has ${String(count)} items`, {
    hint: `Send 1 to ${String(MAX_BATCH_ITEMS)} items; split what is more, or use CheckStream.`,
  });
}
