/** Pieces that meant something to some server, parser or folding once. */
const PIECES = [
  ...[
    '/',
    '//',
    '/./',
    '/../',
    '/.',
    '/..',
    '.',
    '..',
    '...',
    '?',
    '#',
    ';',
    '\\',
    '*',
    '%',
    '"',
    ' ',
    '\t',
    '\0',
    '\u007f',
  ],
  ...[
    '%2F',
    '%2f',
    '%5C',
    '%00',
    '%25',
    '%2525',
    '%252F',
    '%25u002f',
    '%3B',
    '%2e',
    '%2E%2E',
    '%3A',
    '%40',
    '%2B',
    '%20',
  ],
  ...[
    '%41',
    '%7E',
    '%C3%A9',
    '%c3',
    '%C0%AF',
    '%E0%80%AF',
    '%ED%A0%80',
    '%F0%9F%98%80',
    '%F4%90%80%80',
    '%FF',
    '%zz',
    '%4',
  ],
  ...['%C2%85', '%E2%80%8B', '%EF%BF%BD', '%F5', '%E3%80%80', '\u00e9', 'e\u0301', '\ud83d\ude00', '\ud800', '\udc00'],
  ...[
    '\u0085',
    '\u00a0',
    '\u00ad',
    '\u200b',
    '\u200d',
    '\u202e',
    '\ufeff',
    '\ufffd',
    '\uffff',
    '\uff0e',
    '\uff0f',
    '\uff3c',
  ],
  ...[
    '\u2024',
    '\u2025',
    '\u2026',
    '\u2100',
    '\u212a',
    '\u0130',
    '\ufe0f',
    '\u{e0041}',
    '\u{10ffff}',
    'a',
    'A',
    '0',
    '9',
  ],
  ...[
    '{',
    '}',
    '{x}',
    '{+x}',
    '{x}:go',
    '{+x}:go',
    '{x}-{y}',
    '{+',
    '{}',
    '{+}',
    '{x-y.z_1}',
    '{+x}{y}',
    ':cancel',
    '(a={v})',
  ],
  ...['http://', 'h+t-t.p://a', '/a/b', '/A./a', '@', "!$&'()*+,=:@", '-._~'],
];

/** The same numbers in [0, 1) for the same seed (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One to four changes of one of the inputs. */
export function mutate(inputs: readonly string[], random: () => number): string {
  let text = pick(inputs, random);
  const changes = 1 + Math.floor(random() * 4);
  for (let change = 0; change < changes; change++) text = mutateOnce(text, inputs, random);
  return text;
}

function mutateOnce(text: string, inputs: readonly string[], random: () => number): string {
  const at = Math.floor(random() * (text.length + 1));
  const end = Math.min(text.length, at + 1 + Math.floor(random() * random() * 8));
  const [before, taken, after] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
  switch (Math.floor(random() * 9)) {
    case 0:
      return before + after;
    case 1:
      return before + taken + taken + after;
    case 2:
      return before + taken.repeat(1 + Math.floor(random() * 80)) + after;
    case 3:
      return before + escaped(taken) + after;
    case 4:
      return before + (random() < 0.5 ? taken.toUpperCase() : taken.toLowerCase()) + after;
    case 5:
      return before + String.fromCodePoint(Math.floor(0x110000 ** random())) + after;
    case 6: {
      const other = pick(inputs, random);
      return before + other.slice(Math.floor(random() * other.length));
    }
    default:
      return before + pick(PIECES, random) + (random() < 0.5 ? taken : '') + after;
  }
}

/** Every byte as an escape; lone surrogates as what they would be if UTF-8 had them. */
function escaped(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    const bytes = isSurrogate
      ? [0xed, 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
      : new TextEncoder().encode(character);
    return Array.from(bytes, (byte) => '%' + byte.toString(16).padStart(2, '0')).join('');
  }).join('');
}

function pick(texts: readonly string[], random: () => number): string {
  return texts[Math.floor(random() * texts.length)]!;
}
