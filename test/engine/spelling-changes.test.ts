import { expect } from 'chai';
import { makeRouter } from '../../src/engine/route.js';
import { findSpellingChanges } from '../../src/engine/spelling-changes.js';
import { compileRows } from './policies.js';

const router = makeRouter();

function changes(before: readonly string[], after: readonly string[]): string[] {
  return findSpellingChanges({ before: compileRows(before), after: compileRows(after) }, router).map(
    (change) => `${change.method} ${change.path} ${String(change.before)} ${String(change.after)} ${change.refusal}`,
  );
}

describe('Spelling changes', () => {
  const cases = [
    {
      title: 'nothing where no text is new',
      before: ['/files/{id}'],
      after: ['/files/{id}', '/files/{id}/{x}'],
      found: [],
    },
    { title: 'nothing where no parameter takes a misspelling', before: ['/a'], after: ['/a', '/b'], found: [] },
    {
      title: 'a text beside a parameter',
      before: ['/files/{id}'],
      after: ['/files/{id}', '/files/trash'],
      found: ['GET /files/Trash 0 -1 confusable_segment'],
    },
    {
      title: 'a text at the beginning of the path',
      before: ['/{id}'],
      after: ['/{id}', '/trash'],
      found: ['GET /Trash 0 -1 confusable_segment'],
    },
    {
      title: 'a text of another method, which still makes others doubtful',
      before: ['/files/{id}'],
      after: ['/files/{id}', 'POST /files/trash'],
      found: ['GET /files/Trash 0 -1 confusable_segment'],
    },
    {
      title: 'a text in the middle, for what lies behind the parameter',
      before: ['/a/{id}/y', '/a/{id}/z'],
      after: ['/a/{id}/y', '/a/{id}/z', '/a/trash/x'],
      found: ['GET /a/Trash/y 0 -1 confusable_segment', 'GET /a/Trash/z 1 -1 confusable_segment'],
    },
    {
      title: 'a text that is gone',
      before: ['/files/{id}', '/files/9'],
      after: ['/files/{id}'],
      found: ['GET /files/9. -1 0 confusable_segment'],
    },
    {
      title: 'a verb',
      before: ['/jobs/{id}'],
      after: ['/jobs/{id}', '/jobs/{id}:run'],
      found: ['GET /jobs/x:Run 0 -1 confusable_segment'],
    },
    {
      title: 'a text in capitals',
      before: ['/files/{id}'],
      after: ['/files/{id}', '/files/Trash'],
      found: ['GET /files/trash 0 -1 confusable_segment'],
    },
    {
      title: 'a text before a parameter, not what is behind it',
      before: ['/files/{id}'],
      after: ['/files/{id}', '/files/v{n}'],
      found: ['GET /files/Vx 0 -1 confusable_segment'],
    },
    {
      title: 'a text of which the first letter comes late',
      before: ['/files/{id}'],
      after: ['/files/{id}', '/files/9-b%20'],
      found: ['GET /files/9-B%20 0 -1 confusable_segment'],
    },
    {
      title: 'a text that begins with an escape, whose digits are no letters',
      before: ['/files/{id}'],
      after: ['/files/{id}', '/files/%C3%A9t%C3%A9'],
      found: ['GET /files/%C3%A9t%C3%A9. 0 -1 confusable_segment'],
    },
    {
      title: 'a text of an endpoint that is gone, for the first of those that are left',
      before: ['/files/trash', '/x', '/files/{id}'],
      after: ['/files/{id}', '/x'],
      found: ['GET /files/Trash -1 0 confusable_segment'],
    },
    {
      title: 'one for each endpoint, whatever else is misspelt beside it',
      before: ['/files/{id}'],
      after: ['/files/{id}', '/files/trash', '/files/bin'],
      found: ['GET /files/Trash 0 -1 confusable_segment'],
    },
    {
      title: 'a misspelling for any method',
      before: ['* /files/{id}'],
      after: ['* /files/{id}', 'PUT /files/trash'],
      found: ['GET /files/Trash 0 -1 confusable_segment'],
    },
    {
      title: 'nothing where the misspelling has an endpoint of its own',
      before: ['/files/{id}', '/files/Trash'],
      after: ['/files/{id}', '/files/Trash', '/files/trash'],
      found: [],
    },
    {
      title: 'nothing where it is refused for the sake of another text, before and after',
      before: ['/files/{id}', '/files/TRASH'],
      after: ['/files/{id}', '/files/TRASH', '/files/trash'],
      found: [],
    },
    {
      title: 'nothing where it leads nowhere on the other side',
      before: ['/files/trash', '/files/{id}'],
      after: ['/files/trash/{id}'],
      found: [],
    },
    {
      title: 'a text that is gone, and none that stays behind it',
      before: ['/{x}/trash', '/{x}/{id}', '/a/{id}'],
      after: ['/{x}/trash', '/{x}/{id}', 'POST /{x}/trash'],
      found: ['GET /A/trash -1 0 confusable_segment', 'GET /A/x -1 1 confusable_segment'],
    },
    {
      title: 'a new text, and none that was there behind it',
      before: ['/{x}/trash', '/{x}/{id}', 'POST /{x}/trash'],
      after: ['/{x}/trash', '/{x}/{id}', '/a/{id}'],
      found: ['GET /A/trash 0 -1 confusable_segment', 'GET /A/x 1 -1 confusable_segment'],
    },
    { title: 'nothing where there was no endpoint', before: [], after: ['/files/{id}', '/files/trash'], found: [] },
  ];
  for (const { title, before, after, found } of cases) {
    it(`show: ${title}`, () => {
      expect(changes(before, after).sort()).to.deep.equal(found);
    });
  }

  it('are looked for in a thousand new templates, and no longer where a whole API has come', () => {
    const texts = (count: number): string[] => Array.from({ length: count }, (_unused, at) => `/files/a${at}`);
    expect(changes(['/files/{id}'], ['/files/{id}', ...texts(1000)])).to.have.length(1);
    expect(changes(['/files/{id}'], ['/files/{id}', ...texts(1001)])).to.deep.equal([]);
  });
});
