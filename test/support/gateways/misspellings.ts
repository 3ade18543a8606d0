/**
 * Ways to write an address wrongly: by hand, by a template with a slash too many, or by a proxy that rewrites. None of
 * them is the address, whatever some server makes of it.
 */
export function misspellingsOf(path: string): readonly string[] {
  const segments = path.split('/').slice(1);
  const last = segments.at(-1) ?? '';
  const parent = path.slice(0, -last.length);
  const letter = path.search(/[a-z]\w*$/);
  const at = (index: number, text: string, cut = 1): string => path.slice(0, index) + text + path.slice(index + cut);
  const hex = (index: number): string => `%${path.charCodeAt(index).toString(16)}`;
  const misspelt = [
    // Slashes.
    ...[`${path}/`, `${path}//`, `/${path}`, path.replaceAll('/', '//'), `${parent}/${last}`],
    // Letters: one more, one less, another, two exchanged, another case, a look-alike.
    ...[`${path}x`, `${path}s1`, path.slice(0, -1), at(letter, ''), at(letter, 'q')],
    at(path.length - 2, `${path.at(-1) ?? ''}${path.at(-2) ?? ''}`, 2),
    ...[path.toUpperCase(), at(letter, path.charAt(letter).toUpperCase()), parent.toUpperCase() + last],
    ...[path.replaceAll('-', '_'), path.replaceAll('e', '\xd0\xb5'), `${parent}${last}.`, `${parent}.${last}`],
    // Encoded.
    ...[at(letter, hex(letter)), at(path.length - 1, hex(path.length - 1)), `${parent.slice(0, -1)}%2f${last}`],
    ...[
      `${path}%20`,
      `${path}%00`,
      `${path}%2f`,
      `${path}%3f`,
      `${path}%0a`,
      `${path};x=1`,
      `${path}&x=1`,
      `${path}%23`,
    ],
    // Dot segments and other spellings of a path.
    ...[`/.${path}`, `${parent}./${last}`, `${parent}x/../${last}`, `/x/..${path}`, `${path}/.`, `${path}/..`],
    ...[
      `${parent}%2e/${last}`,
      `${parent}x/%2e%2e/${last}`,
      parent.slice(0, -1) + `\\${last}`,
      path.replaceAll('/', '\\'),
    ],
    // Absolute forms and no slash.
    ...[`http://localhost${path}`, `HTTP://localhost${path}`, `http://localhost/${path}`, `//localhost${path}`],
    ...[path.slice(1), `*${path}`],
    // One level more or less.
    ...[`/x${path}`, `/scopegate${path}`, `/v1${path}`, parent, parent.slice(0, -1), `/${last}`],
    ...[`${path}/x`, `${path}/${last}`],
  ];
  return [...new Set(misspelt)].filter((text) => text !== path && text !== '' && text !== '/');
}
