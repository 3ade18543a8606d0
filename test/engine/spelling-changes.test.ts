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
  ];
  for (const { title, before, after, found } of cases) {
    it(`show: ${title}`, () => {
      expect(changes(before, after).sort()).to.deep.equal(found);
    });
  }
});
