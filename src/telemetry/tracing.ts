import type { Attributes } from '@opentelemetry/api';
import type { Log } from '../base/log.js';
import { packageVersion } from '../base/version.js';
import type { CheckObserver } from '../service/decision/observe.js';
import { quietExporter } from './quiet-exporter.js';
import { makeTraceObserver } from './trace-checks.js';
import { makeTracer } from './tracer.js';
import type { Tracer } from './tracer.js';

export interface TracingOptions {
  /** URL of an OTLP collector that takes JSON over HTTP: `http://127.0.0.1:4318/v1/traces`. */
  readonly endpoint: string;
  /** 0 to 1: share of the checks whose caller did not decide whether to trace. */
  readonly ratio: number;
  readonly log: Log;
}

/** Puts spans around checks and reads of the store. */
export interface Tracing {
  readonly observer: CheckObserver;
  store<Port extends object>(port: Port): Port;
  /** Sends what is left; never rejects. */
  stop(): Promise<void>;
}

/** Spans that wait to be sent; what is more is dropped, never waited for. */
const MAX_QUEUED_SPANS = 4_096;
const EXPORT_EVERY_MS = 1_000;
const EXPORT_TIMEOUT_MS = 5_000;

/**
 * Traces in OpenTelemetry's form. The libraries are loaded here and nowhere else, so that a service without an
 * endpoint does not carry them.
 */
export async function openTracing(options: TracingOptions): Promise<Tracing> {
  const [api, core, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const attributes: Attributes = { 'service.name': 'scopegate', 'service.version': packageVersion() };
  const exporter = quietExporter(
    new OTLPTraceExporter({ url: options.endpoint, timeoutMillis: EXPORT_TIMEOUT_MS }),
    options.log,
  );
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes(attributes),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(options.ratio) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor(exporter, {
        maxQueueSize: MAX_QUEUED_SPANS,
        scheduledDelayMillis: EXPORT_EVERY_MS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  const tracer = makeTracer(provider.getTracer('scopegate', packageVersion()), {
    api,
    propagator: new core.W3CTraceContextPropagator(),
  });
  return {
    observer: makeTraceObserver(tracer),
    store: (port) => traceStore(port, tracer),
    stop: () => provider.shutdown().catch(() => undefined),
  };
}

/** The same port, all of whose methods answer with a promise; each call of one is a span under that method's name. */
function traceStore<Port extends object>(port: Port, tracer: Tracer): Port {
  return new Proxy(port, {
    get(target, property, receiver) {
      const member: unknown = Reflect.get(target, property, receiver);
      if (typeof member !== 'function' || typeof property !== 'string') return member;
      return (...parameters: unknown[]): unknown =>
        tracer.trace(
          {
            name: `store ${property}`,
            kind: 'client',
            traceParent: '',
            attributes: { 'db.system.name': 'postgresql' },
            attributesOf: () => ({}),
          },
          () => Reflect.apply(member, target, parameters) as unknown,
        );
    },
  });
}
