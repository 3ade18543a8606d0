import type { ClientReadableStream, ServiceError } from '@grpc/grpc-js';
import { toScopegateError } from './errors.js';

/** The pages of one lookup; the call is cut when the caller stops reading. Throws a `ScopegateError`. */
export async function* readPages<Page>(call: ClientReadableStream<Page>, address: string): AsyncGenerator<Page> {
  try {
    for await (const page of call as AsyncIterable<Page>) yield page;
  } catch (error) {
    throw toScopegateError(error as ServiceError, address);
  } finally {
    call.cancel();
  }
}
