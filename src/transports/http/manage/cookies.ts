/** Name of the session cookie; over TLS the prefix binds it to this host and to `Secure` (RFC 6265bis, section 4.1.3.2). */
export function sessionCookieName(scheme: 'http' | 'https'): string {
  return scheme === 'https' ? '__Host-scopegate' : 'scopegate';
}

/**
 * Value of a cookie in a `Cookie` header; null for none, and for several of one name.
 *
 * Not `@fastify/cookie`: of two cookies of one name it takes the first without a word. A page of a sibling host or path can
 * add one of its own (cookie tossing), and then nobody knows which one the browser's user signed in with.
 */
export function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined || header.length > 16_384) return null;
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? (values[0] ?? null) : null;
}

export function setCookie(scheme: 'http' | 'https', value: string): string {
  return `${sessionCookieName(scheme)}=${value}; ${attributes(scheme)}`;
}

export function removeCookie(scheme: 'http' | 'https'): string {
  return `${sessionCookieName(scheme)}=; ${attributes(scheme)}; Max-Age=0`;
}

function attributes(scheme: 'http' | 'https'): string {
  return `Path=/; HttpOnly; SameSite=Strict${scheme === 'https' ? '; Secure' : ''}`;
}
