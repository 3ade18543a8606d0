/**
 * A process that floods one replica with keys that are well formed and unknown, each another one, at a given rate whatever
 * comes of it. `node --import=tsx test/proofs/flood-sender.ts ADDRESS PER_SECOND SECONDS`, as a child with IPC: says
 * 'ready', begins when told anything, and says what came of it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import { SEND } from '../support/outage-world.js';

export interface FloodResult {
  readonly sent: number;
  readonly tookMs: number;
  /** By reason, or code of the error. */
  readonly outcomes: Readonly<Record<string, number>>;
}

const [address = '', perSecond = '', seconds = ''] = process.argv.slice(2);
const PER_BATCH = 500;
const TIMEOUT_MS = 10_000;

const client = connectDecisionPoint({ address, timeoutMs: TIMEOUT_MS });
// Made before it begins, so that the rate is not held back by that.
const batches = Array.from({ length: Math.ceil((Number(perSecond) * Number(seconds)) / PER_BATCH) }, () =>
  Array.from({ length: PER_BATCH }, () => ({ ...SEND, authorization: `App ${mintApiKey('sgk').key}` })),
);
const outcomes: Record<string, number> = {};
const count = (outcome: string, times: number): void => {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + times;
};

async function send(batch: (typeof batches)[number]): Promise<void> {
  try {
    const answered = await client.checkBatch(batch);
    for (const { response, error } of answered.outcomes) count(response?.reason ?? error?.code ?? '', 1);
  } catch (error) {
    count((error as { code: string }).code, batch.length);
  }
}

process.once('message', () => {
  void flood();
});
process.send?.('ready');

async function flood(): Promise<void> {
  const beganAtMs = performance.now();
  const sending: Promise<void>[] = [];
  for (const [index, batch] of batches.entries()) {
    const waitMs = beganAtMs + (index * PER_BATCH * 1000) / Number(perSecond) - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    sending.push(send(batch));
  }
  const tookMs = performance.now() - beganAtMs;
  await Promise.all(sending);
  const result: FloodResult = { sent: batches.length * PER_BATCH, tookMs, outcomes };
  process.send?.(result, () => process.exit(0));
}
