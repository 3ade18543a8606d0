import { describeEndpoint } from '../../engine/index.js';
import type { Answer } from './answer.js';

/** A header that tells the server behind the gateway who is calling. */
export interface IdentityField {
  /** Lower case, as HTTP/2 wants it (RFC 9113, section 8.2.1). */
  readonly header: string;
  /** Printable ASCII; empty where there is nothing to say. */
  readonly value: string;
}

/**
 * The identity headers of an answer, always all of them: one that is left out would let through what the client
 * itself sent under that name.
 */
export function identityOf(answer: Answer): readonly IdentityField[] {
  const { decision, principal, api } = answer;
  const endpoint = api === null || decision.endpointIndex < 0 ? null : describeEndpoint(api, decision.endpointIndex);
  return [
    { header: 'x-scopegate-decision', value: decision.allowed ? 'allow' : 'deny' },
    { header: 'x-scopegate-reason', value: decision.reason },
    { header: 'x-scopegate-principal', value: headerText(principal?.publicId ?? '') },
    { header: 'x-scopegate-principal-kind', value: principal?.kind ?? '' },
    { header: 'x-scopegate-account', value: headerText(principal?.account ?? '') },
    { header: 'x-scopegate-api', value: headerText(api?.name ?? '') },
    {
      header: 'x-scopegate-endpoint',
      value: endpoint === null ? '' : headerText(`${endpoint.method} ${endpoint.template}`),
    },
    { header: 'x-scopegate-scope', value: headerText(decision.matchedScope) },
    { header: 'x-scopegate-revision', value: String(answer.revision) },
  ];
}

/**
 * Text as a field value that no server reads in two ways: what is not printable ASCII is percent-encoded as UTF-8
 * (RFC 9110, section 5.5), and so is `%` itself, which makes it reversible.
 */
function headerText(text: string): string {
  return /^[ !-$&-~]*$/.test(text) && text.trim() === text ? text : encodeURIComponent(Buffer.from(text).toString());
}
