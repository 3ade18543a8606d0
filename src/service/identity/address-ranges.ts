/** Numbers of 128 bits from `first` to `last`; IPv4 stands where IPv6 maps it (RFC 4291, section 2.5.5.2). */
interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

const HIGHEST = (1n << 128n) - 1n;
const MAPPED_IPV4 = 0xffffn << 32n;

/** Whether every address of the first list is one of the second. An empty list stands for any address. */
export function areAddressesWithin(inner: readonly string[], outer: readonly string[]): boolean {
  // Nearly always the two are the same.
  if (inner.join() === outer.join()) return true;
  const around = merge(rangesOf(outer));
  return rangesOf(inner).every(({ first, last }) => around.some((range) => range.first <= first && last <= range.last));
}

function rangesOf(entries: readonly string[]): readonly Range[] {
  return entries.length === 0 ? [{ first: 0n, last: HIGHEST }] : entries.map(rangeOf);
}

/** Whether a well-formed block names an address inside of it rather than its first one. */
export function hasHostBits(entry: string): boolean {
  const { number, range } = numbersOf(entry);
  return number !== range.first;
}

/** Of an address or block that the database has accepted. */
function rangeOf(entry: string): Range {
  return numbersOf(entry).range;
}

function numbersOf(entry: string): { readonly number: bigint; readonly range: Range } {
  const [address = '', bits] = entry.split('/');
  const isIpv6 = address.includes(':');
  const width = isIpv6 ? 128n : 32n;
  const free = width - (bits === undefined ? width : BigInt(bits));
  const number = isIpv6 ? ipv6Number(address) : MAPPED_IPV4 + ipv4Number(address);
  const first = (number >> free) << free;
  return { number, range: { first, last: first + (1n << free) - 1n } };
}

function ipv4Number(address: string): bigint {
  return address.split('.').reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
}

function ipv6Number(address: string): bigint {
  // The URL parser of a bracketed host yields the compressed hexadecimal form of every spelling.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const after = tail === undefined ? [] : groups(tail);
  const before = groups(head);
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return all.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

/** Ranges side by side become one, so that two halves of a block are the block. */
function merge(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort((a, b) => (a.first < b.first ? -1 : 1));
  const merged: Range[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before === undefined || range.first > before.last + 1n) merged.push(range);
    else if (range.last > before.last) merged[merged.length - 1] = { first: before.first, last: range.last };
  }
  return merged;
}
