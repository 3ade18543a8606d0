import { compileApi, describeEndpoint, makeRouter, makeScopeTable } from '../../../engine/index.js';
import type { EndpointSource } from '../../../engine/index.js';
import type { ImportedOperation } from './imported-document.js';
import type { PlannedEndpoint } from './planned-endpoint.js';

/** What may stand for one segment or several, in the syntax of any framework. */
const PARAMETER = /\$?\{(?:[^{}]|\{[^{}]*\})*\}|<[^<>]*>|\[[^\]]*\]|\([^()]*\)|:[A-Za-z_]\w*|\*+/g;

/** Finds the endpoint that takes requests for an operation that has none; null for none that a sample shows. */
export type FindTaker = (operation: ImportedOperation) => string | null;

/** Sends samples of what an operation means through the endpoints that are written. */
export function makeFindTaker(endpoints: readonly PlannedEndpoint[]): FindTaker {
  const sources = endpoints.map(({ method, template, access, scopes }, index): EndpointSource => ({
    ...{ id: index + 1, method, template, access, scopes, product: null, managed: false, acceptedKinds: null },
    encoded: [],
  }));
  const api = compileApi(
    { id: 1, name: 'import', endpoints: sources, manageScopes: new Map(), implications: [] },
    makeScopeTable(),
  );
  const router = makeRouter();
  return ({ method, template }) => {
    for (const path of samplesOf(template)) {
      const { endpointIndex } = router.route(api, method, path);
      if (endpointIndex < 0) continue;
      const taker = describeEndpoint(api, endpointIndex);
      return `${taker.method} ${taker.template}`;
    }
    return null;
  };
}

/** The path with its parameters filled in, without what follows a query or a fragment. */
function samplesOf(template: string): string[] {
  const path = `/${template.replace(/^\/+/, '')}`;
  return ['1', 'a', 'a/b', ''].map((value) =>
    path
      .replace(PARAMETER, value)
      .replace(/[?#].*$/s, '')
      .replace(/\/+/g, '/'),
  );
}
