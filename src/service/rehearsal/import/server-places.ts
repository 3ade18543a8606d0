import { parseHost } from '../../../engine/index.js';
import { textOf } from './document-parts.js';
import type { ServerPart } from './document-parts.js';

/** Ways to fill in the variables of one server; a document with more of them says them for some other purpose. */
const MAX_FILLED = 100;

/** Where a server answers. */
export interface ServerPlace {
  /** Without a trailing slash; empty for the root. */
  readonly prefix: string;
  /** Host of a request; null for a relative URL, and for a host that no request can name. */
  readonly host: string | null;
  /** What tells the server from others: host and port as written, empty for a relative URL. */
  readonly authority: string;
}

/**
 * Places of servers, their variables filled in with every value that is listed, or else with the default (OpenAPI 3.1,
 * section 4.8.6). A host that is not known, because it has a variable without values or is none, is left out; its prefix
 * counts all the same. What could not be taken over is added to `remarks`. A list without servers is one at the root.
 */
export function serverPlaces(servers: readonly ServerPart[] | undefined, remarks: Set<string>): ServerPlace[] {
  if (servers === undefined || servers.length === 0) return [{ prefix: '', host: null, authority: '' }];
  const places: ServerPlace[] = [];
  for (const server of servers) {
    for (const url of filledUrls(server, remarks)) {
      const place = toServerPlace(url, remarks);
      if (place === null || place.prefix.includes('{'))
        remarks.add(`the server "${server.url}" cannot be read and is left out`);
      else places.push(place);
    }
  }
  return places;
}

/**
 * Place of a server URL; variables must have been filled in. Null where it cannot be read, also for one with a query. The
 * path is cut out as text: a URL parser would resolve or re-encode it.
 */
export function toServerPlace(url: string, remarks: Set<string>): ServerPlace | null {
  const match = /^(?:(?:[a-z][a-z0-9+.-]*:)?\/\/(?:[^/?#@]*@)?(([^/?#:[\]]+|\[[^\]]*\])(?::\d*)?))?(\/[^?#]*)?$/i.exec(
    url,
  );
  if (match === null) return null;
  const [, authority = '', host = '', path = ''] = match;
  return { prefix: path.replace(/\/$/, ''), host: knownHost(host, remarks), authority: authority.toLowerCase() };
}

/** The host that Scopegate could compare with that of a request; null for none. */
function knownHost(host: string, remarks: Set<string>): string | null {
  if (host === '') return null;
  const parsed = parseHost(host.toLowerCase());
  if ('host' in parsed && parsed.host !== '') return parsed.host;
  remarks.add(`the host "${host}" is not one that a request can name, and is left out: add those that are meant`);
  return null;
}

function filledUrls({ url, variables }: ServerPart, remarks: Set<string>): readonly string[] {
  let filled = [url];
  for (const [name, { default: usual, enum: values }] of Object.entries(variables ?? {})) {
    const hole = `{${name}}`;
    if (!url.includes(hole)) continue;
    const all = [...new Set([usual, ...(values ?? [])].map(textOf))];
    filled = all.flatMap((value) => filled.map((text) => text.replaceAll(hole, value)));
    if (filled.length <= MAX_FILLED) continue;
    remarks.add(
      `the server "${url}" can be filled in in more than ${String(MAX_FILLED)} ways; the first ones are taken`,
    );
    filled = filled.slice(0, MAX_FILLED);
  }
  return filled;
}
