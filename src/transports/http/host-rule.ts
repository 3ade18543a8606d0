import { isIP } from 'node:net';
import { parseHost } from '../../engine/index.js';
import { valuesOf } from './raw-headers.js';

/** Which names clients may use for the HTTP listener. */
export interface HostRule {
  /** Whether a host, as `parseHost` gives it, is a loopback name or a configured one. */
  readonly names: (host: string) => boolean;
  /** Null for a request that is, else what is wrong with it. */
  readonly problem: (rawHeaders: readonly string[]) => string | null;
}

export interface HostRuleOptions {
  /** `loopback`: only this machine reaches the listener. */
  readonly reach: 'loopback' | 'network';
  /** Names that the operator configured, in lower case and without a port. */
  readonly names: readonly string[];
}

/**
 * A web page can make its own name resolve to an address that only the browser's machine reaches (DNS rebinding), and
 * then read what it likes: the browser takes both for one site. The Host header still has the page's name, so a
 * loopback listener takes loopback names and configured ones only. A listener on the network has no names of its own:
 * there the rule begins with the first configured name. It takes addresses too, because a page at an address cannot
 * be moved, and because probes use them.
 */
export function makeHostRule({ reach, names }: HostRuleOptions): HostRule {
  const configured = new Set(names);
  const takesEverything = reach === 'network' && configured.size === 0;
  const isOurs = (host: string): boolean => isLoopbackName(host) || configured.has(host);
  const takes = (raw: string): boolean => {
    const host = hostOf(raw);
    return host !== null && (isOurs(host) || (reach === 'network' && isAddress(host)));
  };
  return {
    names: isOurs,
    problem(rawHeaders) {
      if (takesEverything) return null;
      const hosts = valuesOf(rawHeaders, 'host');
      if (hosts.length === 1 && takes(hosts[0] ?? '')) return null;
      const known = ['localhost', ...configured].join(', ');
      return hosts.length === 0
        ? `the Host header is missing; this listener answers to ${known}`
        : `the Host header names another server; this listener answers to ${known}. SCOPEGATE_HTTP_HOSTS adds names`;
    },
  };
}

/** Whether two values of Host mean one host; an empty or malformed one means none. */
export function isSameHost(one: string, other: string): boolean {
  const host = hostOf(one);
  return host !== null && host === hostOf(other);
}

/** `localhost`, an IPv4 address of 127.0.0.0/8 in its usual form, or `[::1]`: no DNS answer can move any of them. */
function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
}

function isAddress(host: string): boolean {
  return isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0;
}

function hostOf(raw: string): string | null {
  const parsed = parseHost(raw);
  return 'host' in parsed && parsed.host !== '' ? parsed.host : null;
}
