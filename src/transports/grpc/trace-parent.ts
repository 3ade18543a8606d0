import type { Metadata } from '@grpc/grpc-js';

/** The caller's trace (W3C Trace Context, section 3.2), which gRPC carries as metadata; empty for none. */
export function traceParentOf(metadata: Metadata): string {
  const [value] = metadata.get('traceparent');
  return typeof value === 'string' ? value : '';
}
