import { expect } from 'chai';
import { ScopegateError } from '../../src/base/errors.js';
import { silentLog } from '../../src/base/log.js';
import type { Log } from '../../src/base/log.js';
import type { Answer, Check } from '../../src/service/decision/answer.js';
import type { CheckRequest } from '../../src/service/check-request.js';
import { makeMetricsObserver } from '../../src/telemetry/measure-check.js';
import { watched } from '../support/watch.js';
import { measureStore } from '../../src/telemetry/measure-store.js';
import { makeMetrics } from '../../src/telemetry/metrics.js';
import type { Metrics, Readings } from '../../src/telemetry/metrics.js';

const STATS = { hits: 3, misses: 2, evictions: 1, entries: 4, sizeBytes: 500 };
const READINGS: Readings = {
  caches: { credential: STATS },
  revision: 17,
  policyAgeMs: 1500,
  rejectedApis: 2,
  overlaps: 0,
  certificateExpiresAtMs: null,
  watchers: 0,
  laggingStandbys: { now: 0, total: 0 },
  commitOrderHeldMs: 0,
};

const REQUEST: CheckRequest = {
  authorization: 'App secret',
  method: 'GET',
  target: '/a',
  host: '',
  sourceIp: '',
  minRevision: 0,
  explain: false,
  deadlineMs: 0,
};

function answerWith(allowed: boolean): Answer {
  return {
    decision: {
      allowed,
      reason: allowed ? 'scope_held' : 'missing_scope',
      detail: '',
      endpointIndex: 0,
      matchedScope: '',
      canonicalPath: '/a',
    },
    api: null,
    principal: null,
    revision: 1,
    maxAgeMs: 0,
    stateAgeMs: 0,
    isDegraded: false,
    response: { status: allowed ? 200 : 403, headers: [], body: Buffer.alloc(0) },
    explanation: null,
  };
}

const page = (metrics: Metrics): Promise<string> => metrics.registry.metrics();

describe('Metrics', () => {
  it('shows what is read at the moment of a scrape', async () => {
    const text = await page(makeMetrics(() => READINGS));
    expect(text).to.include('\nscopegate_policy_revision 17\n');
    expect(text).to.include('\nscopegate_policy_age_seconds 1.5\n');
    expect(text).to.include('\nscopegate_policy_rejected_apis 2\n');
    expect(text).to.include('\nscopegate_cache_hits_total{cache="credential"} 3\n');
    expect(text).to.include('\nscopegate_cache_size_bytes{cache="credential"} 500\n');
    expect(text).to.match(/\nnodejs_eventloop_lag_p99_seconds [\d.e-]+\n/);
  });

  it('repeats a total, it does not add it up', async () => {
    const metrics = makeMetrics(() => READINGS);
    await page(metrics);
    expect(await page(metrics)).to.include('\nscopegate_cache_hits_total{cache="credential"} 3\n');
  });

  it('declares counters as counters and keeps to base units', async () => {
    const metrics = makeMetrics(() => READINGS);
    for (const { name, type } of await metrics.registry.getMetricsAsJSON()) {
      if (!name.startsWith('scopegate_')) continue;
      expect(name.endsWith('_total'), name).to.equal(String(type) === 'counter');
      expect(name, name).not.to.match(/_(ms|milliseconds|kb|percent)(_|$)/);
    }
  });
});

/** Only single checks are asked for. */
function measureCheck(check: Check, metrics: Metrics, log: Log): Check {
  const checks = { check, checkBatch: () => Promise.reject(new Error('not asked for')) };
  return watched(checks, [makeMetricsObserver(metrics, log)]).check;
}

describe('Measured batch', () => {
  it('counts each item by what it came to, and the batch once', async () => {
    const metrics = makeMetrics(() => READINGS);
    const results = [answerWith(true), { error: new ScopegateError('invalid_argument', 'no') }, answerWith(false)];
    const checkBatch = () => ({ results, revision: 1 });
    const checks = { check: () => answerWith(true), checkBatch };
    const measured = watched(checks, [makeMetricsObserver(metrics, silentLog)]);
    expect(measured.checkBatch({ items: [], minRevision: 0, deadlineMs: 0 })).to.deep.equal({ results, revision: 1 });
    const text = await page(metrics);
    expect(text).to.include('scopegate_decisions_total{decision="allow",reason="scope_held"} 1');
    expect(text).to.include('scopegate_decisions_total{decision="deny",reason="missing_scope"} 1');
    expect(text).to.include('scopegate_no_answers_total{code="invalid_argument"} 1');
    expect(text).to.include('scopegate_batch_items_sum 3');
    expect(text).to.include('scopegate_batch_duration_seconds_count 1');
    expect(text).to.include('scopegate_decision_duration_seconds_count 0');
  });
});

describe('Measured check', () => {
  it('counts by outcome and reason and observes the time', async () => {
    const metrics = makeMetrics(() => READINGS);
    const check = measureCheck(
      ({ method }) => (method === 'GET' ? answerWith(true) : Promise.resolve(answerWith(false))),
      metrics,
      silentLog,
    );
    await check(REQUEST);
    await check(REQUEST);
    await check({ ...REQUEST, method: 'POST' });
    const text = await page(metrics);
    expect(text).to.include('scopegate_decisions_total{decision="allow",reason="scope_held"} 2');
    expect(text).to.include('scopegate_decisions_total{decision="deny",reason="missing_scope"} 1');
    expect(text).to.include('scopegate_decision_duration_seconds_count 3');
  });

  it('stays synchronous where the check is', () => {
    const check = measureCheck(
      () => answerWith(true),
      makeMetrics(() => READINGS),
      silentLog,
    );
    expect(check(REQUEST)).not.to.be.instanceOf(Promise);
  });

  for (const [title, fail] of [
    [
      'thrown',
      () => {
        throw new ScopegateError('unavailable', 'no');
      },
    ],
    ['rejected', () => Promise.reject(new ScopegateError('unavailable', 'no'))],
  ] as const) {
    it(`counts an error that was ${title} as no answer, and passes it on`, async () => {
      const metrics = makeMetrics(() => READINGS);
      const check = measureCheck(fail, metrics, silentLog);
      const error = await Promise.resolve()
        .then(() => check(REQUEST))
        .catch((problem: unknown) => problem);
      expect(error).to.have.property('code', 'unavailable');
      expect(await page(metrics)).to.include('scopegate_no_answers_total{code="unavailable"} 1');
    });
  }

  it('never lets a credential or a path into the page', async () => {
    const metrics = makeMetrics(() => READINGS);
    await measureCheck(
      () => answerWith(true),
      metrics,
      silentLog,
    )({ ...REQUEST, target: '/needle', authorization: 'App needle' });
    expect(await page(metrics)).not.to.include('needle');
  });
});

describe('Measured store', () => {
  it('counts failures by operation and code, and passes results and failures on', async () => {
    const metrics = makeMetrics(() => READINGS);
    const store = measureStore(
      {
        read: (text: string) => Promise.resolve(text.toUpperCase()),
        write: () => Promise.reject(new ScopegateError('conflict', 'taken')),
      },
      metrics,
    );
    expect(await store.read('a')).to.equal('A');
    expect(await store.write().catch((error: unknown) => error)).to.have.property('code', 'conflict');
    expect(await page(metrics)).to.include('scopegate_store_errors_total{operation="write",code="conflict"} 1');
  });
});
