import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeStages } from '../../src/app/pipeline.js';
import { silentLog } from '../../src/base/log.js';
import type { CheckObserver } from '../../src/service/decision/observe.js';
import { makeDecisionObserver } from '../../src/service/recording/decision-log/log-decisions.js';
import { makeLastUses } from '../../src/service/recording/uses/last-uses.js';
import { makeUseCounters } from '../../src/service/recording/uses/use-counters.js';
import { makeShadow } from '../../src/service/rehearsal/shadow/shadow-checks.js';
import { makeMetrics } from '../../src/telemetry/metrics.js';
import { makeTraceObserver } from '../../src/telemetry/trace-checks.js';
import type { Tracer } from '../../src/telemetry/tracer.js';
import { makeHandOver } from '../../src/app/hand-over.js';
import { root } from '../support/root.js';

/** Everything that may stand around a decision, in the order of the array that the service is made of. */
function stagesOfService(): string[] {
  const readings = () => ({ ...makeHandOver().entry.readings(), certificateExpiresAtMs: null, watchers: 0 });
  const recorder = { recordUses: () => Promise.reject(new Error('not asked for')) };
  const decisionLog: CheckObserver = makeDecisionObserver({
    sampler: { choose: () => null } as unknown as Parameters<typeof makeDecisionObserver>[0]['sampler'],
    offer: () => undefined,
    lose: () => undefined,
  });
  const stages = makeStages({
    config: { maxPendingChecks: 1 },
    metrics: makeMetrics(readings),
    traces: makeTraceObserver({} as Tracer),
    recording: {
      shadow: makeShadow({ count: () => undefined }),
      decisionLog,
      counters: makeUseCounters(1),
      lastUses: makeLastUses({
        recorder: recorder as unknown as Parameters<typeof makeLastUses>[0]['recorder'],
        log: silentLog,
        clock: () => 0,
        maxPending: 1,
      }),
    },
    log: silentLog,
  });
  return stages.map((stage) => `${'admit' in stage ? 'before' : 'after'} the decision: ${stage.name}`);
}

/** What the picture of the README shows beside `app/pipeline`, in its order. */
function stagesOfPicture(): string[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, picture = ''] = /## The path of one Check\n\n```\n([^`]*)```/.exec(readme) ?? [];
  const found: string[] = [];
  let place = '';
  let isDecided = false;
  for (const line of picture.split('\n')) {
    const [, label = '', text = ''] = /^ +(\S+) {4,}(\S.*)$/.exec(line) ?? [];
    if (label !== '' && label !== '│') place = label;
    if (place === 'engine') isDecided = true;
    const [name = ''] = text.split(/ {2,}/);
    if (place === 'app/pipeline' && name !== '') found.push(`${isDecided ? 'after' : 'before'} the decision: ${name}`);
    if (line.includes('▼')) place = '';
  }
  return found;
}

describe('The picture of one Check in the README', () => {
  it('lists all that stands around the decision, in the order of the pipeline', () => {
    const stages = stagesOfService();
    expect(stages).to.have.length.above(1);
    expect(stagesOfPicture()).to.deep.equal(stages);
  });
});
