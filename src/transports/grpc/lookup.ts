import { once } from 'node:events';
import type { ServerWritableStream, handleServerStreamingCall } from '@grpc/grpc-js';
import type { CredentialPage } from '../../service/insight/lookup-credentials.js';
import type { ReachedEndpointPage } from '../../service/insight/lookup-endpoints.js';
import type { Lookups } from '../../service/insight/lookups.js';
import type { LookupCredentialsRequest__Output as WireCredentialsRequest } from '../../wire/scopegate/v1/LookupCredentialsRequest.js';
import type { LookupCredentialsResponse as WireCredentials } from '../../wire/scopegate/v1/LookupCredentialsResponse.js';
import type { LookupEndpointsRequest__Output as WireEndpointsRequest } from '../../wire/scopegate/v1/LookupEndpointsRequest.js';
import type { LookupEndpointsResponse as WireEndpoints } from '../../wire/scopegate/v1/LookupEndpointsResponse.js';
import { REASONS, encodeEndpointView, encodePrincipal } from './encode-answer.js';
import { toServiceError } from './errors.js';

/** `DecisionPoint.LookupEndpoints`. */
export function makeLookupEndpointsHandler({
  endpoints,
}: Lookups): handleServerStreamingCall<WireEndpointsRequest, WireEndpoints> {
  return (call) => {
    void send(call, () => endpoints(call.request), encodeEndpoints);
  };
}

/** `DecisionPoint.LookupCredentials`. */
export function makeLookupCredentialsHandler({
  credentials,
}: Lookups): handleServerStreamingCall<WireCredentialsRequest, WireCredentials> {
  return (call) => {
    const { path: target, ...request } = call.request;
    void send(call, () => credentials({ ...request, target }), encodeCredentials);
  };
}

/** Page by page, as fast as they are read; none is made for a caller that went away. */
async function send<Page, Wire>(
  call: ServerWritableStream<unknown, Wire>,
  pages: () => AsyncIterable<Page>,
  encode: (page: Page) => Wire,
): Promise<void> {
  const gone = new AbortController();
  call.once('cancelled', () => {
    gone.abort();
  });
  try {
    for await (const page of pages()) {
      if (gone.signal.aborted) return;
      if (!call.write(encode(page))) await once(call, 'drain', { signal: gone.signal });
    }
    call.end();
  } catch (error) {
    if (!gone.signal.aborted) call.emit('error', toServiceError(error));
  }
}

function encodeEndpoints({ endpoints, cursor, revision, refusedBecause }: ReachedEndpointPage): WireEndpoints {
  return {
    endpoints: endpoints.map((endpoint) => encodeEndpointView(endpoint, endpoint.api)),
    cursor,
    revision,
    refusedBecause: refusedBecause === null ? 'REASON_UNSPECIFIED' : REASONS[refusedBecause],
  };
}

function encodeCredentials({ endpoint, credentials, cursor, revision }: CredentialPage): WireCredentials {
  return {
    endpoint: encodeEndpointView(endpoint, endpoint.api),
    credentials: credentials.map(encodePrincipal),
    cursor,
    revision,
  };
}
