import { expect } from 'chai';
import { GET, HEAD, methodRefusal, MethodTable } from '../../../src/engine/decision/methods.js';
import { refusalCode } from '../../../src/engine/path/refusal.js';

describe('Methods', () => {
  it('that everybody knows have numbers of their own, the same in every table', () => {
    const { names } = new MethodTable();
    expect(names[GET]).to.equal('GET');
    expect(names[HEAD]).to.equal('HEAD');
    for (const [number, name] of names.entries()) {
      const table = new MethodTable();
      expect(table.intern(name), name).to.equal(number);
      if (name !== '*') expect(table.find(name), name).to.equal(number);
      expect(table.names).to.have.length(names.length);
    }
  });

  it('of an API go on after them', () => {
    const table = new MethodTable();
    const first = table.names.length;
    expect(['PURGE', 'LOCK', 'PURGE'].map((name) => table.intern(name))).to.deep.equal([first, first + 1, first]);
    expect(table.find('PURGE')).to.equal(first);
    expect(table.find('UNLOCK'))
      .to.equal(new MethodTable().find('PURGE'))
      .and.to.be.greaterThan(first + 1);
  });

  it('that are none get no number', () => {
    const table = new MethodTable();
    expect(table.intern('get')).to.equal(-refusalCode('method_not_upper_case'));
    expect(table.find('*')).to.equal(-refusalCode('bad_method'));
    expect(table.names).to.deep.equal(new MethodTable().names);
  });

  for (const [method, refusal] of [
    ['', 'bad_method'],
    ['*', 'bad_method'],
    ['A B', 'bad_method'],
    ['aB ', 'bad_method'],
    ['G\u00c4', 'bad_method'],
    ['M'.repeat(33), 'bad_method'],
    ['GaT', 'method_not_upper_case'],
    ['GzT', 'method_not_upper_case'],
    ['M'.repeat(32), ''],
    ['M', ''],
    ['**', ''],
    ['M-1', ''],
  ] as const) {
    it(`${JSON.stringify(method)} ${refusal === '' ? 'is one' : `is ${refusal}`}`, () => {
      expect(methodRefusal(method)).to.equal(refusal === '' ? 0 : refusalCode(refusal));
    });
  }
});
