import { expect } from 'chai';
import fc from 'fast-check';
import { findRoutePairs } from '../../../src/engine/analysis/route-pairs.js';
import type { RouteQuestion } from '../../../src/engine/analysis/route-pairs.js';
import { propertyTest } from '../../support/properties.js';
import { compile, nameOf, pairsAreThoseOfShortPaths, questionOf, router } from '../route-pairs-agreement.js';
import type { Row } from '../route-pairs-agreement.js';

/** `GET /a s`, scope last. */
function rowsOf(...specs: readonly string[]): Row[] {
  return specs.map((spec) => {
    const [method = '', template = '', scope = ''] = spec.split(' ');
    return { method, template, scope };
  });
}

function pairsOf(before: readonly Row[], after: readonly Row[]): string[] {
  const [one, other] = [compile(before), compile(after)];
  const isChanged = (pair: { before: number; after: number }): boolean =>
    nameOf(one, pair.before) !== nameOf(other, pair.after);
  return findRoutePairs({ before: one, after: other }, router, questionOf(one, other))
    .filter(isChanged)
    .map((pair) => `${pair.method} ${pair.path}: ${nameOf(one, pair.before)} -> ${nameOf(other, pair.after)}`)
    .sort();
}

describe('Route pairs', () => {
  const cases = [
    {
      title: 'nothing where nothing changes',
      before: ['GET /a s', 'GET /{x} t'],
      after: ['GET /a s', 'GET /{x} t'],
      pairs: [],
    },
    {
      title: 'a new endpoint',
      before: ['GET /a s'],
      after: ['GET /a s', 'GET /b t'],
      pairs: ['GET /b: nothing -> GET /b t', 'HEAD /b'],
    },
    {
      title: 'an endpoint that is gone',
      before: ['GET /{x}/y s'],
      after: [],
      pairs: ['GET /x/y: GET /{x}/y s -> nothing'],
    },
    {
      title: 'a guard that changed',
      before: ['PUT /a s'],
      after: ['PUT /a t'],
      pairs: ['PUT /a: PUT /a s -> PUT /a t'],
    },
    {
      title: 'a literal in front of a parameter',
      before: ['GET /files/{id} s'],
      after: ['GET /files/{id} s', 'GET /files/trash t'],
      pairs: ['GET /files/trash: GET /files/{id} s -> GET /files/trash t'],
    },
    {
      title: 'a precedence that moved: the one before stands aside',
      before: ['GET /{a}/b s', 'GET /a/{b} t'],
      after: ['GET /{a}/b s'],
      pairs: ['GET /a/b: GET /a/{b} t -> GET /{a}/b s', 'GET /a/x: GET /a/{b} t -> nothing'],
    },
    {
      title: 'a verb among the values of a parameter',
      before: ['POST /jobs/{id} s'],
      after: ['POST /jobs/{id} s', 'POST /jobs/{id}:run t'],
      pairs: ['POST /jobs/x:run: POST /jobs/{id} s -> POST /jobs/{id}:run t'],
    },
    {
      title: 'a method of its own in front of *',
      before: ['* /a s'],
      after: ['* /a s', 'GET /a t'],
      pairs: ['GET /a: * /a s -> GET /a t'],
    },
    {
      title: 'HEAD, which was decided as GET',
      before: ['GET /a s'],
      after: ['GET /a s', 'HEAD /a t'],
      pairs: ['HEAD /a: GET /a s -> HEAD /a t'],
    },
    {
      title: 'an endpoint that others hide before and after: nothing changes for any request',
      before: ['GET /f/{+p} a', 'GET /f/{n} b', 'GET /f/{n}/{+r} c'],
      after: ['GET /f/{+p} z', 'GET /f/{n} b', 'GET /f/{n}/{+r} c'],
      pairs: [],
    },
    {
      title: 'two texts that overlap, which no filler in between would show',
      before: ['GET /{x}-{y} s', 'GET /{x}:{y} t', 'GET /{x}-{y}:{z} u', 'GET /{x}:{y}-{z} v'],
      after: ['GET /{x}-{y} w', 'GET /{x}:{y} t', 'GET /{x}-{y}:{z} u', 'GET /{x}:{y}-{z} v'],
      pairs: ['GET /x-x: GET /{x}-{y} s -> GET /{x}-{y} w'],
    },
    {
      title: 'two texts next to each other, which are a misspelling where nothing is between them',
      before: ['PUT /baaa s', 'PUT /b{x} s'],
      after: ['PUT /baaa s', 'PUT /b{x} s', 'PUT /{x}AAA t'],
      pairs: ['PUT /bxAAA: PUT /b{x} s -> PUT /{x}AAA t', 'PUT /xAAA: nothing -> PUT /{x}AAA t'],
    },
    {
      title: 'one segment is refused for the sake of another text, two are not',
      before: ['PUT /{x}B/ s'],
      after: ['PUT /{x}B/ s', 'PUT /{+x}:b/ t'],
      pairs: ['PUT /x/x:b/: nothing -> PUT /{+x}:b/ t'],
    },
    {
      title: 'two texts next to each other, which look like a third one where something is between them',
      before: ['PUT /a{+x} s', 'PUT /A{x}B/ s'],
      after: ['PUT /a{+x} s', 'PUT /A{x}B/ s', 'PUT /{x}B/a t'],
      pairs: ['PUT /aB/a: PUT /a{+x} s -> PUT /{x}B/a t', 'PUT /xB/a: nothing -> PUT /{x}B/a t'],
    },
    {
      title: 'texts of which each looks like another one, in another version each',
      before: ['PUT /aB/ s', 'PUT /{x}b/ s'],
      after: ['PUT /{x}b/ u', 'PUT /a{x}/ s', 'PUT /{x}B/ s'],
      pairs: [
        'PUT /aB/: PUT /aB/ s -> PUT /a{x}/ s',
        'PUT /ax/: nothing -> PUT /a{x}/ s',
        'PUT /axb/: PUT /{x}b/ s -> PUT /a{x}/ s',
        'PUT /xB/: nothing -> PUT /{x}B/ s',
        'PUT /xb/: PUT /{x}b/ s -> PUT /{x}b/ u',
      ],
    },
    {
      title: 'a dot behind a parameter, beside which servers that trim take every segment that has none',
      before: ['PUT /{x}./ s'],
      after: ['PUT /{x}./ s', 'PUT /{x}/a/ t'],
      pairs: ['PUT /x./a/: nothing -> PUT /{x}/a/ t'],
    },
    ...['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'X-OTHER', 'X-OTHERS'].map((method, index, methods) => {
      const own = methods.slice(0, index).map((one) => `${one} /a s`);
      return {
        title: `* among methods of their own: ${method} is the first that is left`,
        before: ['* /a s', ...own],
        after: ['* /a t', ...own],
        pairs: [`${method} /a: * /a s -> * /a t`],
      };
    }),
  ];
  for (const { title, before, after, pairs } of cases) {
    it(`say exactly: ${title}`, () => {
      const wanted = pairs.filter((pair) => pair.includes(':'));
      expect(pairsOf(rowsOf(...before), rowsOf(...after))).to.deep.equal(wanted);
    });
  }

  propertyTest(
    'miss nothing that any short path shows, and are shown by their request (random tables, exhaustive paths)',
    { usual: 12, long: 150 },
    (runs) => {
      fc.assert(pairsAreThoseOfShortPaths, runs);
    },
  );

  const all = { differs: () => true, isAsked: () => false };
  const none = { differs: () => false, isAsked: () => false };
  /** About endpoints that do not differ, by the number before. */
  const asking = (...asked: readonly number[]): RouteQuestion => ({
    ...none,
    isAsked: (before) => asked.includes(before),
  });
  const usual = ['x', '1', 'q7', 'zz-9', 'w_0.k', '~tilde~', 'a:b'].map((text) => `GET /${text} s`);
  const questions: readonly {
    title: string;
    before: readonly string[];
    after?: readonly string[];
    question: RouteQuestion;
    found: readonly string[];
  }[] = [
    { title: 'nothing, where nothing is asked', before: ['GET /a s', 'GET /{x} s'], question: none, found: [] },
    {
      title: 'what only one version has, whatever is asked',
      before: ['GET /a s', 'GET /b s'],
      after: ['GET /a s', 'GET /c s'],
      question: none,
      found: ['GET /b 1 -1', 'GET /c -1 1'],
    },
    {
      title: 'a method that only one version has',
      before: ['GET /a s'],
      after: ['GET /a s', 'PUT /a s'],
      question: none,
      found: ['GET /a 0 0', 'PUT /a -1 1'],
    },
    {
      title: 'what differs, with what else its requests meet',
      before: ['GET /a s', 'GET /{x} s', 'GET /b/c s'],
      question: { ...none, differs: (before) => before === 1 },
      found: ['GET /a 0 0', 'GET /x 1 1'],
    },
    {
      title: 'what is asked for, by a usual request, and nothing besides',
      before: ['GET /a s', 'GET /{x} s'],
      question: asking(0, 1),
      found: ['GET /a 0 0', 'GET /x 1 1'],
    },
    {
      title: 'the first endpoint alone',
      before: ['GET /a s', 'GET /{x} s'],
      question: asking(0),
      found: ['GET /a 0 0'],
    },
    { title: 'the last one alone', before: ['GET /a s', 'GET /{x} s'], question: asking(1), found: ['GET /x 1 1'] },
    {
      title: 'what is asked for, where usual requests led elsewhere before',
      before: ['GET /{p} s', 'GET /x s'],
      after: ['GET /{p} s'],
      question: asking(0),
      found: ['GET /1 0 0', 'GET /x 1 0'],
    },
    {
      title: 'what is asked for, where usual requests lead elsewhere',
      before: ['GET /{p} s', ...usual],
      question: asking(0),
      found: ['GET /j 0 0', ...usual.map((spec, index) => `${spec.slice(0, -2)} ${index + 1} ${index + 1}`)],
    },
    {
      title: 'nothing for what is asked about and hidden by others',
      before: ['GET /f/{+p} s', 'GET /f/{n} s', 'GET /f/{n}/{+r} s'],
      question: asking(0),
      found: ['GET /f/x 1 1', 'GET /f/x/x 2 2'],
    },
    {
      title: 'nothing that both versions refuse',
      before: ['PUT /{x} s', 'POST /A s', 'POST /a s'],
      question: all,
      found: ['POST /A 1 1', 'POST /a 2 2', 'PUT /x 0 0'],
    },
  ];
  for (const { title, before, after = before, question, found } of questions) {
    it(`are those that were asked for: ${title}`, () => {
      const versions = { before: compile(rowsOf(...before)), after: compile(rowsOf(...after)) };
      const pairs = findRoutePairs(versions, router, question);
      const lines = pairs.map((pair) => `${pair.method} ${pair.path} ${pair.before} ${pair.after}`);
      expect(lines.sort()).to.deep.equal([...found].sort());
    });
  }
});
