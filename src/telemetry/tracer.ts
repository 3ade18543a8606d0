import { AsyncLocalStorage } from 'node:async_hooks';
import type * as Api from '@opentelemetry/api';
import type { Attributes, Context, Span, SpanKind, TextMapPropagator, Tracer as OtelTracer } from '@opentelemetry/api';
import { isScopegateError } from '../base/errors.js';

/** One piece of work to put a span around. */
export interface Traced<Result> {
  readonly name: string;
  readonly kind: 'server' | 'client';
  /** `traceparent` of the caller; empty for none, and for work below another span. */
  readonly traceParent: string;
  /** Known before the work; the sampler sees them. */
  readonly attributes: Attributes;
  readonly attributesOf: (result: Result) => Attributes;
}

/** Begins spans and ends them with what they surround, whether that is synchronous or not. */
export interface Tracer {
  trace<Result>(traced: Traced<Result>, work: () => Result | Promise<Result>): Result | Promise<Result>;
}

/** Lazily imported OpenTelemetry packages. */
export interface TracerParts {
  readonly api: typeof Api;
  readonly propagator: TextMapPropagator;
}

/** The current span travels in a storage of its own: OpenTelemetry's global one would be state of a module. */
export function makeTracer(inner: OtelTracer, { api, propagator }: TracerParts): Tracer {
  const current = new AsyncLocalStorage<Context>();
  const kinds: Record<Traced<unknown>['kind'], SpanKind> = {
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
  };

  function parentOf(traceParent: string): Context {
    if (traceParent === '') return current.getStore() ?? api.ROOT_CONTEXT;
    return propagator.extract(api.ROOT_CONTEXT, { traceparent: traceParent }, api.defaultTextMapGetter);
  }

  function fail(span: Span, error: unknown): void {
    const code = isScopegateError(error) ? error.code : 'internal';
    // The code alone: a message may hold what the caller sent.
    span.setStatus({ code: api.SpanStatusCode.ERROR, message: code });
    span.setAttribute('error.type', code);
    span.end();
  }

  return {
    trace(traced, work) {
      const parent = parentOf(traced.traceParent);
      const { name, attributes } = traced;
      const span = inner.startSpan(name, { kind: kinds[traced.kind], attributes }, parent);
      const succeed = <Result>(result: Result, attributesOf: (result: Result) => Attributes): Result => {
        if (span.isRecording()) span.setAttributes(attributesOf(result));
        span.end();
        return result;
      };
      try {
        const result = current.run(api.trace.setSpan(parent, span), work);
        if (!(result instanceof Promise)) return succeed(result, traced.attributesOf);
        return result.then(
          (settled) => succeed(settled, traced.attributesOf),
          (error: unknown) => {
            fail(span, error);
            throw error;
          },
        );
      } catch (error) {
        fail(span, error);
        throw error;
      }
    },
  };
}
