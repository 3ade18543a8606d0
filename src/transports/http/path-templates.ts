/** Whether the path of a request target, as it came, is one of a closed list of templates. */
export type PathTemplates = (target: string) => boolean;

/**
 * `/users/{id}` takes exactly one segment for `{id}`. Everything else is compared byte by byte: another case, an encoded
 * letter, a doubled or a trailing slash, and a target in absolute form are other paths. A query is not looked at.
 */
export function compilePathTemplates(templates: readonly string[]): PathTemplates {
  const byLength = new Map<number, string[][]>();
  for (const template of templates) {
    const segments = template.split('/');
    byLength.set(segments.length, [...(byLength.get(segments.length) ?? []), segments]);
  }
  return (target) => {
    const segments = pathOf(target).split('/');
    return byLength.get(segments.length)?.some((template) => template.every(matchesAt(segments))) ?? false;
  };
}

/** The request target without its query, as received. */
export function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}

function matchesAt(segments: readonly string[]): (part: string, at: number) => boolean {
  return (part, at) => {
    const segment = segments[at] ?? '';
    return part.startsWith('{') ? segment !== '' && !DOT_SEGMENT.test(segment) : segment === part;
  };
}

/** `.` and `..`, also encoded (RFC 3986, section 5.2.4): a proxy in front may have meant another path. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;
