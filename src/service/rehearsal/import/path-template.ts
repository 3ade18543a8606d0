import { messageOf } from '../../../base/errors.js';
import { parseTemplate } from '../../../engine/index.js';
import { readSegmentPattern } from './segment-pattern.js';

/** How the template of a path compares with the path. */
export type PathFit =
  /** Every path that the template takes, the document takes. */
  | { readonly kind: 'exact' }
  /** It takes the same segments, but any text in one where the document names a pattern. */
  | { readonly kind: 'wider'; readonly why: string }
  /** It is no template, only what there is to show. */
  | { readonly kind: 'unusable'; readonly why: string };

export interface TranslatedPath {
  readonly template: string;
  readonly fit: PathFit;
}

/** Names of parameters, which are only labels; spaces and the like become `_`. */
const NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_. -]*[\p{L}\p{N}_])?$/u;

const EXACT: PathFit = { kind: 'exact' };

/**
 * The template that takes the paths which a document means, and no other. `{name}` takes one segment (OpenAPI 3.1, section
 * 4.8.8.2), `{+name}` and `{name+}` several, `{name=a/*}` what it says (google.api.http). Whatever frameworks add to that
 * and no template can express is unusable, for a template that drops it would take other paths.
 *
 * @param prefix path of the server, as text
 */
export function translatePath(prefix: string, path: string): TranslatedPath {
  const whole = `${prefix.replace(/\/$/, '')}${path}`;
  const translation = new Translation();
  const problem =
    problemOfParts(prefix, path) ??
    translation.read(whole) ??
    problemOfText(translation.text) ??
    problemOf(translation.template);
  if (problem !== null) return { template: whole, fit: { kind: 'unusable', why: problem } };
  const { template, patterns } = translation;
  if (patterns.length === 0) return { template, fit: EXACT };
  return { template, fit: { kind: 'wider', why: `without its pattern: ${patterns.join(', ')}` } };
}

function problemOfParts(prefix: string, path: string): string | null {
  if (/[{}]/.test(prefix)) return 'the path of the server has a parameter';
  return path.startsWith('/') ? null : 'it does not begin with "/"';
}

/** Text that routers of some frameworks would not take as text. */
function problemOfText(text: string): string | null {
  if (text.includes('*')) return '"*" may stand for anything';
  if (/(^|[/.(~,-]):[A-Za-z_]/.test(text)) return '":name" may be a parameter: write {name}';
  if (text.includes('${')) return '"$" before a brace may begin a parameter: write {name}';
  for (const segment of text.split('/')) {
    if (segment.split('(').length !== segment.split(')').length) return 'parentheses do not match within a segment';
  }
  return null;
}

/** What keeps it from being a template; null for nothing. */
function problemOf(template: string): string | null {
  try {
    parseTemplate(template);
    return null;
  } catch (error) {
    // The template stands beside it already.
    return messageOf(error).replace(`template "${template}": `, '');
  }
}

class Translation {
  template = '';
  /** The path with `{}` for each parameter. */
  text = '';
  /** Patterns that the template has no room for. */
  readonly patterns: string[] = [];
  /** What keeps the path from being translated; null for nothing. */
  read(path: string): string | null {
    for (let at = 0; at < path.length;) {
      if (path.charAt(at) !== '{') {
        this.template += path.charAt(at);
        this.text += path.charAt(at);
        at += 1;
        continue;
      }
      const end = closingBrace(path, at);
      if (end < 0) return 'a brace is not closed';
      const expression = path.slice(at + 1, end);
      if (!this.parameter(expression)) return `{${expression}} is no parameter that a template can express`;
      this.text += '{}';
      at = end + 1;
    }
    return null;
  }

  private parameter(expression: string): boolean {
    const [, name = '', separator = '', rest = ''] = /^([^=:]*)([=:]?)(.*)$/s.exec(expression) ?? [];
    if (separator === '=') return NAME.test(name) && this.bound(name, rest);
    if (separator === ':') return NAME.test(name.trim()) && this.restricted(name.trim(), rest.trim());
    const several = /^\+(.*)$/.exec(name) ?? /^(.*)\+$/.exec(name);
    return several === null ? this.add('', name) : this.add('+', several[1] ?? '');
  }

  private add(mark: '' | '+', name: string): boolean {
    if (!NAME.test(name)) return false;
    this.template += `{${mark}${labelOf(name)}}`;
    return true;
  }

  private restricted(name: string, pattern: string): boolean {
    const kind = readSegmentPattern(pattern);
    if (kind === 'unknown') return false;
    if (kind === 'some texts') this.patterns.push(`{${name}:${pattern}}`);
    return this.add('', name);
  }

  /** `projects/*` takes what it says; `**`, which may take nothing, only as the last segment and then one at least. */
  private bound(name: string, pattern: string): boolean {
    const parts = pattern.split('/');
    return parts.every((part, index) => {
      if (index > 0) this.template += '/';
      const label = index === 0 ? name : `${name}${String(index + 1)}`;
      if (part === '*') return this.add('', label);
      if (part === '**') return index === parts.length - 1 && this.add('+', label);
      this.template += part;
      return part !== '' && !/[*{}:]/.test(part);
    });
  }
}

/** Braces inside a pattern, such as `{4}`, are a part of it. */
function closingBrace(path: string, at: number): number {
  let depth = 0;
  for (let end = at; end < path.length; end++) {
    if (path.charAt(end) === '{') depth += 1;
    else if (path.charAt(end) === '}') depth -= 1;
    if (depth === 0) return end;
  }
  return -1;
}

function labelOf(name: string): string {
  return name.replace(/[^0-9A-Za-z_.-]/g, '_');
}
