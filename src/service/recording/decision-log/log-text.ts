/** Text as it may stand in a log: bounded, printable, and without what could be a secret. */
export interface LogText {
  readonly text: string;
  /** Whether it still says all that a decision looks at. */
  readonly isExact: boolean;
}

/** Keys and session tokens of Scopegate, whatever their prefix, and what has the form of a JWT (RFC 7519). */
const SECRETS = /\b[a-z][a-z0-9]{1,16}_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}\b|\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g;
const MAX_PATH = 2048;
const MASK = '***';

/**
 * A request target without its query, which may hold secrets and no decision looks at. What follows a `#` or `;` is left
 * out as well (it may be the id of a session), and the user and password of an absolute URI.
 */
export function pathText(target: string): LogText {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  const end = path.search(/[#;]/);
  const safe = (end < 0 ? path : path.slice(0, end + 1)).replace(/^[^/?]*\/\/[^/@]*@/, `//${MASK}@`);
  const text = printable(cut(safe.replace(SECRETS, MASK), MAX_PATH));
  return { text, isExact: text === path };
}

/** Any other text that came with a request; what is beyond `max` characters is left out. */
export function plainText(given: string, max: number): string {
  return printable(cut(given, max));
}

/** A host as it was sent, without the user and password that some put in front of it. */
export function hostText(host: string): string {
  return plainText(host.slice(host.lastIndexOf('@') + 1), 255);
}

/** At most `max` characters, as a text of its own: a slice would keep all of the long one in memory. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : Buffer.from(text.slice(0, max)).toString();
}

/** Percent-encodes, as UTF-8, characters that could break a line, a terminal or a database, and lone surrogates. */
function printable(text: string): string {
  if (!UNPRINTABLE.test(text)) return text;
  return Array.from(text, (each) => (UNPRINTABLE.test(each) ? escaped(each) : each)).join('');
}

const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u;

function escaped(character: string): string {
  return /\p{Cs}/u.test(character) ? '%EF%BF%BD' : encodeURIComponent(character);
}
