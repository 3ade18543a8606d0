import { parseHost } from '../../engine/host.js';
import type { ServerPart } from './document-parts.js';
import { toServerPlace } from './path-template.js';
import type { ServerPlace } from './path-template.js';

/** Ways to fill in the variables of one server; a document with more of them says them for some other purpose. */
const MAX_FILLED = 100;

/**
 * Hosts and prefixes of servers, their variables filled in with every value that is listed, or else with the default
 * (OpenAPI 3.1, section 4.8.6). A host that is not known, because it has a variable without values or is none, is left
 * out; its prefix counts all the same. What could not be taken over is added to `remarks`.
 */
export function serverPlaces(servers: readonly ServerPart[] | undefined, remarks: Set<string>): ServerPlace[] {
  const places: ServerPlace[] = [];
  for (const server of servers ?? []) {
    for (const url of filledUrls(server, remarks)) {
      const place = toServerPlace(url);
      if (place === null || place.prefix.includes('{'))
        remarks.add(`the server "${server.url}" cannot be read and is left out`);
      else places.push(withKnownHost(place, remarks));
    }
  }
  return places;
}

/** A host that Scopegate could compare with that of a request. */
export function withKnownHost({ host, prefix }: ServerPlace, remarks: Set<string>): ServerPlace {
  if (host === null) return { host, prefix };
  const parsed = parseHost(host);
  if ('host' in parsed && parsed.host !== '') return { host: parsed.host, prefix };
  remarks.add(`the host "${host}" is not one that a request can name, and is left out: add those that are meant`);
  return { host: null, prefix };
}

function filledUrls({ url, variables }: ServerPart, remarks: Set<string>): readonly string[] {
  let filled = [url];
  for (const [name, { default: usual, enum: values }] of Object.entries(variables ?? {})) {
    const hole = `{${name}}`;
    if (!url.includes(hole)) continue;
    const all = [...new Set([usual, ...(values ?? [])])];
    filled = all.flatMap((value) => filled.map((text) => text.replaceAll(hole, value)));
    if (filled.length <= MAX_FILLED) continue;
    remarks.add(
      `the server "${url}" can be filled in in more than ${String(MAX_FILLED)} ways; the first ones are taken`,
    );
    filled = filled.slice(0, MAX_FILLED);
  }
  return filled;
}
