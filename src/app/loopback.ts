import { isIP } from 'node:net';

/** Whether a listen address can only be reached from this machine; a name other than localhost may lead anywhere. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
