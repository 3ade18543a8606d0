import { expect } from 'chai';
import { pathClasses } from '../../../src/engine/analysis/path-classes.js';
import { parseTemplate } from '../../../src/engine/trie/template.js';

/** Each class as its path, and the templates that match it; `wanted` are places in the list. */
function classes(templates: readonly string[], wanted: readonly number[]): string[] {
  const found = pathClasses(templates.map(parseTemplate), (place) => wanted.includes(place));
  return Array.from(found, ({ path, templates: matched }) => {
    const names = matched.toSorted((a, b) => a - b).map((place) => templates[place]!);
    return `${path}: ${names.join(', ')}`;
  });
}

describe('Classes of paths', () => {
  const cases: readonly (readonly [title: string, templates: string[], wanted: number[], found: string[]])[] = [
    ['none where nothing is wanted', ['/a', '/{x}'], [], []],
    ['only those of what is wanted', ['/a', '/b'], [0], ['/a: /a']],
    ['what else matches is told, too', ['/{x}/b', '/a/b', '/a/c'], [1], ['/a/b: /{x}/b, /a/b']],
    ['a template that stands twice', ['/a', '/{x}', '/a'], [2], ['/a: /a, /{x}, /a']],
    [
      'a parameter, and texts that it takes',
      ['/{x}', '/a{x}', '/a'],
      [0, 1, 2],
      ['/x: /{x}', '/ax: /{x}, /a{x}', '/a: /{x}, /a'],
    ],
    [
      'a text that no parameter beside it takes',
      ['/a{x}', '/ba', '/b{x}c'],
      [0, 1, 2],
      ['/ax: /a{x}', '/bxc: /b{x}c', '/ba: /ba'],
    ],
    ['no parameter takes what is behind a trailing slash', ['/a/', '/a/{x}'], [0, 1], ['/a/x: /a/{x}', '/a/: /a/']],
    [
      'texts before and after a parameter are not the same',
      ['/a{x}', '/{x}a'],
      [0, 1],
      ['/xa: /{x}a', '/ax: /a{x}', '/aa: /a{x}, /{x}a'],
    ],
    ['what a better template leaves', ['/a/b', '/{x}/c'], [1], ['/x/c: /{x}/c']],
    ['a place where nothing that is wanted goes on', ['/{x}-{y}/c', '/{x}/d'], [1], ['/x/d: /{x}/d']],
    [
      'a parameter of several segments, each set of templates at each place once',
      ['/a{+x}', '/{+y}b'],
      [0, 1],
      ['/xb: /{+y}b', '/ax: /a{+x}', '/ab: /a{+x}, /{+y}b'],
    ],
    [
      'one that looks like another path, and one that does not',
      ['/{x}B/', '/{+x}:b/'],
      [1],
      ['/x:b/: /{+x}:b/', '/x/x:b/: /{+x}:b/'],
    ],
  ];
  for (const [title, templates, wanted, found] of cases) {
    it(title, () => {
      expect(classes(templates, wanted)).to.deep.equal(found);
    });
  }

  it('go on once from places that look like the same paths, in whatever order they came to that', () => {
    const found = classes(['/{+x}A', '/{+x}a', '/{+x}B', '/{+x}b'], [0]);
    expect(found.map((each) => each.split(':')[0])).to.deep.equal([
      ...['/xA', '/xa/xA', '/xB/xA', '/xb/xA', '/xa/xB/xA', '/xa/xb/xA', '/xB/xb/xA', '/xa/xB/xb/xA'],
    ]);
  });

  // More than can be gone through: nobody could compare an API of which this is a part that changes.
  const endless = `/z/${'b'.repeat(50_000)}{x}`;

  it('are not looked for in parts of the table that nothing wanted shares', () => {
    expect(classes(['/a/b', endless], [0])).to.deep.equal(['/a/b: /a/b']);
    expect(classes(['/z/b', endless], [0])).to.deep.equal(['/z/b: /z/b']);
    expect(() => classes(['/z/{x}', endless], [0]))
      .to.throw()
      .with.property('code', 'resource_exhausted');
  });
});
