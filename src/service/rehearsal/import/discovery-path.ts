/** What a discovery document says about the path of a method. */
export interface DiscoveryPath {
  readonly path: string;
  readonly flatPath?: string | undefined;
  readonly parameters?: Readonly<Record<string, { readonly pattern?: string | undefined }>> | undefined;
}

/** Stand for `[^/]+` and `.*` while a pattern is read; no pattern of a path holds them. */
const ONE_SEGMENT = '<one>';
const MANY_SEGMENTS = '<many>';

/**
 * The path with what its `{+name}` stand for; null for a pattern that no template can express. The expanded path is
 * preferred: `{+name}` with a pattern would otherwise take more than the server does. It says `{name}` also where the
 * pattern takes several segments (`.*`); there the pattern itself is written out.
 */
export function expandedPath({ path, flatPath, parameters = {} }: DiscoveryPath): string | null {
  const hasLongOne = Object.entries(parameters).some(
    ([name, { pattern }]) => path.includes(`{+${name}}`) && /\.[*+]/.test(pattern ?? ''),
  );
  if (flatPath !== undefined && !hasLongOne) return flatPath;
  const parts = path.split(/(\{\+[^{}]+\})/).map((part) => {
    const name = /^\{\+(.*)\}$/.exec(part)?.[1] ?? '';
    const pattern = Object.hasOwn(parameters, name) ? parameters[name]?.pattern : undefined;
    return pattern === undefined ? part : writtenOut(name, pattern);
  });
  return parts.includes(null) ? null : parts.join('');
}

/** A pattern of texts, segments and `.*` as a part of a template; null for any other. */
function writtenOut(name: string, pattern: string): string | null {
  const marked = pattern
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replaceAll(/\[\^\/\][+*]/g, ONE_SEGMENT)
    .replaceAll(/\.[*+]/g, MANY_SEGMENTS);
  if (marked === '' || /[\\^$.|?*+()[\]{}]/.test(marked)) return null;
  let count = 0;
  const nextName = (): string => {
    count += 1;
    return count === 1 ? name : `${name}${String(count)}`;
  };
  return marked.replace(/<one>|<many>/g, (mark) => `{${mark === MANY_SEGMENTS ? '+' : ''}${nextName()}}`);
}
