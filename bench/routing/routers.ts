import findMyWay from 'find-my-way';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { SmartRouter } from 'hono/router/smart-router';
import { TrieRouter } from 'hono/router/trie-router';
import { Memoirist } from 'memoirist';
import { addRoute, createRouter, findRoute } from 'rou3';
import { compileApi, makeRouter, makeScopeTable } from '../../src/engine/index.js';
import type { ApiSource, CompiledApi, ScopeTable } from '../../src/engine/index.js';
import { toRow } from '../support/catalogue-endpoints.js';
import type { Route } from './catalogue.js';

/** Finds the place of a route in the catalogue; -1 for none. */
export type Lookup = (method: string, path: string) => number;

export interface Contestant {
  readonly name: string;
  /** Null where the router does not take that many routes. */
  build(routes: readonly Route[]): Lookup | null;
}

export function toSource(routes: readonly Route[]): ApiSource {
  const endpoints = routes.map(toRow);
  return { id: 1, name: 'bench', endpoints, manageScopes: new Map(), implications: [] };
}

export function compile(routes: readonly Route[], scopes: ScopeTable = makeScopeTable()): CompiledApi {
  return compileApi(toSource(routes), scopes);
}

const colons = (template: string): string => template.replace(/\{(\w+)\}/g, ':$1');

export const ours: Contestant = {
  name: 'scopegate',
  build(routes) {
    const api = compile(routes);
    const router = makeRouter();
    // Endpoints are numbered in the order of the rows.
    return (method, path) => router.find(api, method, path);
  },
};

export const others: readonly Contestant[] = [
  {
    name: 'find-my-way',
    build(routes) {
      const router = findMyWay();
      routes.forEach(({ method, template }, index) => {
        router.on(method as 'GET', colons(template), () => undefined, { index });
      });
      return (method, path) =>
        (router.find(method as 'GET', path)?.store as { index: number } | undefined)?.index ?? -1;
    },
  },
  {
    name: 'memoirist',
    build(routes) {
      const router = new Memoirist<number>();
      routes.forEach(({ method, template }, index) => {
        router.add(method, colons(template), index);
      });
      return (method, path) => router.find(method, path)?.store ?? -1;
    },
  },
  {
    name: 'rou3',
    build(routes) {
      const router = createRouter<number>();
      routes.forEach(({ method, template }, index) => {
        addRoute(router, method, colons(template), index);
      });
      return (method, path) => findRoute(router, method, path)?.data ?? -1;
    },
  },
  {
    name: 'hono (smart: regexp, trie)',
    build(routes) {
      // Its regular expression of everything takes minutes to build beyond this.
      if (routes.length > 10_000) return null;
      const router = new SmartRouter<number>({ routers: [new RegExpRouter(), new TrieRouter()] });
      // It takes the first that matches: text before parameters, or it would answer something else.
      const inOrder = [...routes.entries()].sort(
        ([, a], [, b]) => a.template.split('{').length - b.template.split('{').length,
      );
      for (const [index, { method, template }] of inOrder) router.add(method, colons(template), index);
      return (method, path) => router.match(method, path)[0][0]?.[0] ?? -1;
    },
  },
];
