import type { CompiledApi } from './compile.js';
export interface Routed {
  readonly endpointIndex: number;
  readonly refusal: string;
  readonly canonicalPath: string;
}
export interface Router {
  route(api: CompiledApi, method: string, target: string): Routed;
}
export function makeRouter(): Router {
  return {
    route(api, method, target) {
      const path = target.split('?')[0]!;
      if (!path.startsWith('/') || /\/\.{1,2}(\/|$)|\/\/|%2f|;/i.test(path))
        return { endpointIndex: -1, refusal: 'unsafe', canonicalPath: '' };
      let best = -1;
      let bestRank = '';
      api.views.forEach((view, index) => {
        if (view.method !== '*' && view.method !== method) return;
        const pattern = view.template
          .split(/(\{\+?[^}]*\})/)
          .map((p) =>
            p.startsWith('{+') ? '.+' : p.startsWith('{') ? '[^/]+' : p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
          )
          .join('');
        if (!new RegExp(`^${pattern}$`).test(path)) return;
        const rank = view.template
          .split('/')
          .map((s) =>
            s.includes('{+') ? 'a' : s.startsWith('{') && s.endsWith('}') ? 'b' : s.includes('{') ? 'c' : 'd',
          )
          .join('');
        if (rank > bestRank) {
          best = index;
          bestRank = rank;
        }
      });
      return { endpointIndex: best, refusal: '', canonicalPath: path };
    },
  };
}
