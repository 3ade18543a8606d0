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

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), 'utf8'));
}
