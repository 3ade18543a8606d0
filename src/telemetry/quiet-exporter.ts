import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Log } from '../base/log.js';

/** How often a collector that does not take spans is worth a line. */
const REPEAT_AFTER_MS = 60_000;

/** The same exporter; that spans are lost is said in the log, once a minute at most. Checks notice nothing of it. */
export function quietExporter(
  inner: SpanExporter,
  log: Log,
  nowMs: () => number = () => performance.now(),
): SpanExporter {
  let lost = 0;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  return {
    export(spans, done) {
      inner.export(spans, (result) => {
        if (result.error !== undefined) {
          lost += spans.length;
          if (nowMs() - saidAtMs >= REPEAT_AFTER_MS) {
            log.warn({ lost, problem: result.error.message }, 'traces were not taken by SCOPEGATE_TRACES_ENDPOINT');
            saidAtMs = nowMs();
            lost = 0;
          }
        }
        done(result);
      });
    },
    shutdown: () => inner.shutdown(),
    forceFlush: () => inner.forceFlush?.() ?? Promise.resolve(),
  };
}
