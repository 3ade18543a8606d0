import { readFileSync } from 'node:fs';

/** One request of a decision table, against the routes of its suite; see `test/cases/README.md`. */
export interface RouteCase {
  readonly title: string;
  readonly method: string;
  readonly path: string;
  /** `GET /a/{x}`; null for no route. Absent where the request is refused. */
  readonly reached?: string | null;
  readonly refused?: string;
  readonly canonical?: string;
}

export interface RouteSuite {
  readonly title: string;
  readonly routes: readonly (string | { method: string; path: string; encoded?: ('slash' | 'percent')[] })[];
  readonly cases: readonly RouteCase[];
}

export interface TemplateCase {
  readonly title: string;
  readonly template: string;
  readonly shape?: string;
  readonly problem?: string;
  readonly position?: number;
}

export function readRouteSuites(name: 'refusals' | 'benign' | 'precedence'): readonly RouteSuite[] {
  return read(name) as RouteSuite[];
}

export function readTemplateCases(): readonly TemplateCase[] {
  return read('templates') as TemplateCase[];
}

/**
 * The same path with one letter or digit escaped, if one begins a segment: canonical it is the same again, but the engine
 * cannot take the short way for it.
 */
export function withOneEscape(path: string): string {
  return path.replace(/(?<=\/)[A-Za-z0-9]/, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), 'utf8'));
}
