/** Every byte that HTTP takes in the name of a header beside letters, digits and the hyphen (RFC 9110, section 5.6.2). */
const ODD = "_.!#$%&'*+^`|~".split('');

const IDENTITY = [
  ...['decision', 'reason', 'principal', 'principal-kind', 'account', 'api', 'endpoint', 'scope', 'revision'],
].map((name) => `x-scopegate-${name}`);

/** The name with its hyphens, with every product of `-` and `_`, and with each other odd byte for all hyphens or the last. */
export function spellingsOf(name: string): string[] {
  const hyphens = name.split('-').length - 1;
  const mixed = Array.from({ length: 2 ** hyphens }, (_, bits) =>
    withBytes(name, (at) => ((bits >> at) & 1 ? '_' : '-')),
  );
  const odd = hyphens === 0 ? [] : ODD.flatMap((byte) => [withBytes(name, () => byte), lastWith(name, byte)]);
  const all = new Set([...mixed, ...odd]);
  return [...all, name.toUpperCase(), withBytes(name.toUpperCase(), () => '_')];
}

/** Every spelling of an identity header that servers read as the one with hyphens, without that one. */
export const DISGUISES: readonly string[] = IDENTITY.flatMap((name) =>
  spellingsOf(name).filter((spelling) => spelling.toLowerCase() !== name),
);

function withBytes(name: string, byteAt: (at: number) => string): string {
  let at = 0;
  return name.replaceAll('-', () => byteAt(at++));
}

function lastWith(name: string, byte: string): string {
  const last = name.lastIndexOf('-');
  return `${name.slice(0, last)}${byte}${name.slice(last + 1)}`;
}
