import type { EntryPoint } from '../check-request.js';

/** The API of the product itself: its questions always name this host, which no client sends. */
export const MANAGEMENT_HOST = 'management.scopegate.internal';

/** Gateways: each of their requests has a host, so a question without one has lost it. */
const GATEWAYS: readonly (EntryPoint | undefined)[] = ['ext_authz', 'forward_auth'];

/**
 * Whether a question must name a host: a gateway asks, and more than one API could be meant. Applications that ask for
 * themselves may leave the host to the API that the policy calls its default.
 */
export function needsHost(
  door: EntryPoint | undefined,
  apis: readonly { readonly hosts: readonly string[] }[],
): boolean {
  if (!GATEWAYS.includes(door)) return false;
  let others = 0;
  for (const { hosts } of apis) if (!hosts.includes(MANAGEMENT_HOST)) others += 1;
  return others > 1;
}
