import { expect } from 'chai';
import type { ImportedDocument } from '../../../../src/service/rehearsal/import/imported-document.js';
import type { ImportPlan } from '../../../../src/service/rehearsal/import/plan-import.js';
import type { PlannedEndpoint } from '../../../../src/service/rehearsal/import/planned-endpoint.js';
import { toMigration } from '../../../../src/service/rehearsal/import/to-migration.js';

const DOCUMENT: ImportedDocument = {
  title: 'Pets\n-- "quoted"; DROP TABLE x;',
  version: '1',
  format: 'OpenAPI 3.1',
  hosts: ['api.example.com'],
  operations: [],
  scopes: [],
  remarks: [],
};
const TARGET = { api: 'pets', category: 'General', errorFamily: 'requestError' };

function planOf(endpoints: readonly PlannedEndpoint[]): ImportPlan {
  return {
    endpoints,
    scopes: [{ name: "it's", description: '' }],
    operationCount: 1,
    questions: {},
    publicEndpoints: [],
    remarks: [],
  };
}

const A: PlannedEndpoint = { method: 'GET', template: '/a/{id}', access: 'scoped', scopes: ["it's"] };
const B: PlannedEndpoint = { method: 'POST', template: '/b', access: 'public', scopes: [] };

describe('Import as a migration', () => {
  it('defines everything for an API that does not exist', () => {
    const { sql, added } = toMigration(DOCUMENT, planOf([A, B]), TARGET, null);
    expect(added).to.equal(2);
    expect(sql).to.include("define_api('pets', ARRAY['api.example.com'], 'requestError')");
    expect(sql).to.include("('it''s', 'Scope it''s.')");
    expect(sql).to.include("('GET', '/a/{id}', ARRAY['it''s'], 'scoped')");
    expect(sql).to.include("('POST', '/b', '{}'::text[], 'public')");
  });

  it('keeps what a document says inside its comment', () => {
    const { sql } = toMigration(DOCUMENT, planOf([A]), TARGET, null);
    const comments = (sql ?? '').split('\n').filter((line) => line.includes('DROP TABLE'));
    expect(comments).to.have.length(1);
    expect(comments[0]).to.match(/^-- /);
  });

  it('writes a backslash so that no setting changes its meaning', () => {
    const { sql } = toMigration(DOCUMENT, planOf([{ ...A, scopes: ["\\' OR 1"] }]), TARGET, null);
    expect(sql).to.include("E'\\\\'' OR 1'");
  });

  const kept = {
    id: 1,
    product: 'dogs',
    managed: false,
    acceptedKinds: ['user' as const],
    encoded: ['slash' as const],
  };
  const existing = {
    hosts: ['api.example.com'],
    endpoints: [
      { ...A, ...kept },
      { ...B, ...kept },
    ],
    scopes: new Set(["it's"]),
  };

  it('has nothing to say when nothing changed, whatever parameters are called', () => {
    const plan = planOf([{ ...A, template: '/a/{other}' }, B]);
    expect(toMigration(DOCUMENT, plan, TARGET, existing)).to.deep.equal({
      sql: null,
      added: 0,
      changed: 0,
      dropped: 0,
      remarks: [],
    });
  });

  it('keeps of a changed endpoint what no document says', () => {
    const { sql } = toMigration(DOCUMENT, planOf([{ ...A, access: 'authenticated', scopes: [] }, B]), TARGET, existing);
    expect(sql).to.include(
      "('GET', '/a/{id}', '{}'::text[], 'authenticated', 'dogs', false, ARRAY['user'], ARRAY['slash'])",
    );
    expect(sql).to.include('product => product, managed => managed, accepted_kinds => kinds, encoded => encoded');
  });

  it('defines an API that does not exist yet beside scopes that do', () => {
    const { sql } = toMigration(DOCUMENT, planOf([A]), TARGET, { ...existing, hosts: null, endpoints: [] });
    expect(sql).to.include('define_api').and.not.include('define_scope');
  });

  it('leaves it to the operator to move hosts', () => {
    const { sql, remarks } = toMigration(DOCUMENT, planOf([A, B]), TARGET, { ...existing, hosts: ['old.example.com'] });
    expect(sql).to.equal(null);
    expect(remarks).to.deep.equal(['the document names the host "api.example.com", which the API does not have']);
  });

  it('says only what changed', () => {
    const plan = planOf([
      { ...A, access: 'authenticated', scopes: [] },
      { ...B, template: '/c' },
    ]);
    const { sql, remarks, ...counts } = toMigration(DOCUMENT, plan, TARGET, existing);
    expect(remarks).to.deep.equal([]);
    expect(counts).to.deep.equal({ added: 1, changed: 1, dropped: 1 });
    expect(sql).to.match(/change_endpoint[^;]*\/a\/\{id\}[^;]*authenticated/);
    expect(sql).to.match(/drop_endpoint[^;]*'\/b'/);
    expect(sql).to.match(/define_endpoint[^;]*'\/c'/);
    expect(sql).not.to.match(/define_api|define_scope|define_category/);
  });
});
