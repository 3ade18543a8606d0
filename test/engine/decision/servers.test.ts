import { expect } from 'chai';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { apiSource, endpoint } from '../policies.js';
import { compileApi } from '../../../src/engine/decision/compile.js';
import { makeScopeTable } from '../../../src/engine/decision/scope-table.js';
import { randomFrom } from './random-choices.js';
import { FOLDS, serve, serverFrom } from './model-servers.js';
import type { ModelServer } from './model-servers.js';

/** `SCOPEGATE_SERVER_WORLDS` makes the search longer, `SCOPEGATE_SERVER_SEED` another one. */
const WORLDS = Number(process.env['SCOPEGATE_SERVER_WORLDS'] ?? 150);
const SEED = Number(process.env['SCOPEGATE_SERVER_SEED'] ?? 17);
const PATHS = 60;
const SERVERS = 60;

const LITERALS = ['reports', 'reports!', 'new', 'a.b', 'a', 'b'];
const SEGMENTS = ['{x}', '{x}', '{x}', '{x}.{y}', '{x}:run', 'v{x}', '{x}!', ...LITERALS, ...LITERALS];
const LAST = ['{+rest}', '{+rest}:run', '{+rest}/b', ...SEGMENTS];
const ODD = Array.from('?#\u00bf\u037e\u2047\u2048\u2049\ufe14\ufe16\ufe54\ufe56\ufe5f\uff03\uff1b\uff1f')
  .concat(Array.from(' .\u00a0\u3000\uff0e\u2024\u2025\u2026\u263a\u00a8\u2003!:\uff1a\uff21\u00e9\uff05'))
  .concat(['?', '#', '.', ' ', '. ', ' .']);

describe('Servers that decode a path first, and then fold, cut, trim and collapse it', () => {
  it(`serve the endpoint that was decided, or the path is refused: ${String(WORLDS)} policies, seed ${String(SEED)}`, () => {
    const random = randomFrom(SEED);
    const router = makeRouter();
    let compared = 0;
    let refused = 0;
    for (let world = 0; world < WORLDS; world++) {
      const templates = new Set<string>();
      for (let count = 2 + random.below(5); count > 0; count--) templates.add(randomTemplate(random));
      if (random.below(3) === 0) templates.add('/{+rest}');
      const routes = Array.from(templates);
      const api = compileApi(
        apiSource(routes.map((template, id) => endpoint({ id, method: 'GET', template }))),
        makeScopeTable(),
      );
      for (let path = 0; path < PATHS; path++) {
        const target = randomTarget(random, routes);
        const routed = router.route(api, 'GET', target);
        if (routed.refusal !== '') refused++;
        if (routed.refusal !== '' || routed.endpointIndex < 0) continue;
        const decided = routes[routed.endpointIndex]!;
        for (let server = 0; server < SERVERS; server++) {
          const model = serverFrom(random);
          const served = serve(model, routes, target);
          compared++;
          if (served !== null && served !== decided) fail({ routes, target, decided, served, model });
        }
      }
    }
    expect(compared).to.be.greaterThan(WORLDS * PATHS);
    expect(refused).to.be.greaterThan(WORLDS);
    expect(FOLDS).to.have.length(4);
  }).timeout(Math.max(60_000, WORLDS * 500));
});

interface Difference {
  readonly routes: readonly string[];
  readonly target: string;
  readonly decided: string;
  readonly served: string;
  readonly model: ModelServer;
}

function fail({ routes, target, decided, served, model }: Difference): never {
  expect.fail(
    `${target} of ${routes.join(', ')} was decided as ${decided}; a server serves ${served}: ${JSON.stringify(model)}`,
  );
}

type Random = ReturnType<typeof randomFrom>;

function randomTemplate(random: Random): string {
  const count = 1 + random.below(3);
  let template = '';
  for (let at = 1; at <= count; at++) template += `/${random.of(at === count ? LAST : SEGMENTS)}`;
  return template;
}

/** A template filled with literals and odd characters at each place that matters. */
function randomTarget(random: Random, routes: readonly string[]): string {
  const filled = random.of(routes).replace(/\{\+?\w+\}/g, () => {
    const text = random.of(LITERALS);
    return random.below(5) === 0 ? `${text}/${random.of(LITERALS)}` : text;
  });
  let text = filled;
  for (let count = 1 + random.below(3); count > 0; count--) {
    // After a slash, before one, and anywhere.
    const places = Array.from(text.matchAll(/(?<=\/)|(?=\/)|$/g), ({ index }) => index).filter((at) => at > 0);
    const at = random.below(3) === 0 ? 1 + random.below(text.length) : random.of(places);
    const tail = random.below(2) === 0 ? random.of(['x', '/x', '/new', 'b']) : '';
    text = text.slice(0, at) + random.of(ODD) + (random.below(3) === 0 ? tail : '') + text.slice(at);
  }
  return text
    .split('/')
    .map((segment) => encodeURIComponent(segment).replaceAll('%3A', ':').replaceAll('%21', '!'))
    .join('/');
}
