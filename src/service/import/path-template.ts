/**
 * Joins a prefix and a path of a document into a template of Scopegate. Names of parameters are only labels: characters
 * that ours do not have become `_`. `{name+}`, as gateways export it, takes several segments like `{+name}`.
 */
export function toTemplate(prefix: string, path: string): string {
  const joined = `${prefix.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
  return joined.replace(
    /\{(\+?)([^{}]*?)(\+?)\}/g,
    (_whole, before: string, name: string, after: string) => `{${before === '' ? after : before}${toName(name)}}`,
  );
}

function toName(name: string): string {
  const clean = name.replace(/[^0-9A-Za-z_.-]/g, '_');
  return clean === '' ? '_' : clean;
}

export interface ServerPlace {
  /** Lower-case; null for a relative URL. */
  readonly host: string | null;
  /** Without a trailing slash; empty for the root. */
  readonly prefix: string;
}

/**
 * Host and path prefix of a server URL; variables must have been filled in. Null where it cannot be read. The path is
 * cut out as text: a URL parser would resolve or re-encode it.
 */
export function toServerPlace(url: string): ServerPlace | null {
  const match = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/(?:[^/?#@]*@)?([^/?#:[\]]+|\[[^\]]*\])(?::\d*)?)?([^?#]*)/i.exec(url);
  if (match === null) return null;
  const prefix = (match[2] ?? '').replace(/\/+$/, '');
  if (prefix !== '' && !prefix.startsWith('/')) return null;
  return { host: match[1]?.toLowerCase() ?? null, prefix };
}
