/** Longest name of a host (RFC 1035, section 2.3.4). */
const MAX_HOST_LENGTH = 253;
const MAX_PORT = 65_535;

export type ParsedHost = { readonly host: string } | { readonly refusal: 'bad_host' };

const BAD: ParsedHost = { refusal: 'bad_host' };

/**
 * The host that a Host header or `:authority` names (RFC 9110, section 7.2): lower-case, without its port. An empty
 * text gives an empty host: the request names none. Anything that two servers could read differently is refused.
 */
export function parseHost(raw: string): ParsedHost {
  if (raw === '') return { host: '' };
  return raw.startsWith('[') ? parseBracketed(raw) : parseName(raw);
}

function parseName(raw: string): ParsedHost {
  const colon = raw.indexOf(':');
  const name = colon < 0 ? raw : raw.slice(0, colon);
  if (colon >= 0 && !isPort(raw.slice(colon + 1))) return BAD;
  if (name.length > MAX_HOST_LENGTH) return BAD;
  let labelAt = 0;
  for (let at = 0; at <= name.length; at++) {
    if (at === name.length || name.charCodeAt(at) === 0x2e) {
      if (at === labelAt || at - labelAt > 63) return BAD;
      labelAt = at + 1;
    } else if (!isLabelCharacter(name.charCodeAt(at))) {
      return BAD;
    }
  }
  return { host: name.toLowerCase() };
}

/** An IPv6 address in brackets (RFC 3986, section 3.2.2), compared as it is spelled. */
function parseBracketed(raw: string): ParsedHost {
  const close = raw.indexOf(']');
  const address = raw.slice(1, close);
  const rest = raw.slice(close + 1);
  if (close < 0 || !isIpv6(address) || (rest !== '' && !(rest.startsWith(':') && isPort(rest.slice(1))))) return BAD;
  return { host: raw.slice(0, close + 1).toLowerCase() };
}

function isIpv6(address: string): boolean {
  const halves = address.split('::');
  if (halves.length > 2) return false;
  let count = 0;
  for (const [index, half] of halves.entries()) {
    const groups = half === '' ? [] : half.split(':');
    const isLast = index === halves.length - 1;
    for (const [place, group] of groups.entries()) {
      if (isLast && place === groups.length - 1 && isIpv4(group)) count += 2;
      else if (isGroup(group)) count += 1;
      else return false;
    }
  }
  return halves.length === 2 ? count < 8 : count === 8;
}

function isGroup(group: string): boolean {
  if (group.length < 1 || group.length > 4) return false;
  for (let at = 0; at < group.length; at++) {
    const code = group.charCodeAt(at) | 0x20;
    if (!isDigit(group.charCodeAt(at)) && !(code >= 0x61 && code <= 0x66)) return false;
  }
  return true;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => isNumber(part, 255) && String(Number(part)) === part);
}

function isPort(text: string): boolean {
  return isNumber(text, MAX_PORT);
}

function isNumber(text: string, max: number): boolean {
  if (text.length < 1 || text.length > 5) return false;
  for (let at = 0; at < text.length; at++) if (!isDigit(text.charCodeAt(at))) return false;
  return Number(text) <= max;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Letters, digits, hyphen, and the underscore that names inside clusters use. */
function isLabelCharacter(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x7a) || code === 0x2d || code === 0x5f;
}
