import { ScopegateError } from '../../base/errors.js';

/**
 * `host:port/name` of a database URL, for messages: never its user or password.
 *
 * @throws ScopegateError `config` when it is no PostgreSQL URL
 */
export function describeDatabaseUrl(url: string): string {
  const problem = new ScopegateError('config', 'the database URL is not a PostgreSQL URL', {
    hint: 'Write it as postgresql://user:password@host:5432/name.',
  });
  if (!URL.canParse(url)) throw problem;
  const { protocol, hostname, port, pathname, searchParams } = new URL(url);
  if (protocol !== 'postgresql:' && protocol !== 'postgres:') throw problem;
  const host = hostname === '' ? (searchParams.get('host') ?? 'localhost') : decodeURIComponent(hostname);
  return `${host}:${port === '' ? '5432' : port}${pathname === '' ? '/' : pathname}`;
}
