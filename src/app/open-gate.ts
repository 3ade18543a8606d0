import { systemClock } from '../base/clock.js';
import type { Config } from '../config.js';
import { makeRouter } from '../engine/index.js';
import { makeCheckBatch } from '../service/decision/check-batch.js';
import { makeCheck } from '../service/decision/check.js';
import type { CheckDeps } from '../service/decision/check.js';
import type { Gate } from '../service/decision/startup-gate.js';
import type { Freshness } from '../service/decision/freshness/freshness.js';
import type { LivePolicy } from '../service/decision/live-policy.js';
import { makePipeline } from './pipeline.js';
import type { PipelineParts } from './pipeline.js';

/** Opens the gate: from here on requests are answered. */
export function openGate(
  gate: Gate,
  { held, freshness }: { held: LivePolicy; freshness: Freshness },
  parts: PipelineParts & { readonly config: Config },
): CheckDeps {
  const { config } = parts;
  const checking: CheckDeps = {
    directory: () => held.directory(),
    compiledApis: held.compiledApis,
    schemes: held.schemes,
    ...(held.named === undefined ? {} : { named: held.named }),
    freshness,
    staleness: { degradedAfterMs: degradedAfter(config.pollIntervalMs), maxMs: config.maxStalenessMs },
    router: makeRouter(),
    maxAgeMs: config.answerMaxAgeMs,
    clock: systemClock,
  };
  gate.open(makePipeline({ check: makeCheck(checking), checkBatch: makeCheckBatch(checking) }, parts));
  return checking;
}

/** Some polls may fail or come late before an answer is flagged. */
export function degradedAfter(pollIntervalMs: number): number {
  return Math.max(1000, 4 * pollIntervalMs);
}
