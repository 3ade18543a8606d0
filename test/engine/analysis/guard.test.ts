import { expect } from 'chai';
import { compileApi } from '../../../src/engine/decision/compile.js';
import type { CompiledApi } from '../../../src/engine/decision/compile.js';
import { ALLOWS_PERCENT, ALLOWS_SLASH } from '../../../src/engine/decision/endpoint-table.js';
import {
  encodingsOf,
  endpointKey,
  guardKey,
  guardNumber,
  isPublicEndpoint,
} from '../../../src/engine/analysis/guard.js';
import type { ApiSource, EndpointSource } from '../../../src/engine/decision/policy.js';
import { makeScopeTable } from '../../../src/engine/decision/scope-table.js';
import { apiSource, endpoint } from '../policies.js';

type Row = Partial<EndpointSource>;

function compile(rows: readonly Row[], more: Partial<ApiSource> = {}): CompiledApi {
  const endpoints = rows.map((row, at) => endpoint({ id: at + 1, template: `/${at}/{x}`, ...row }));
  return compileApi(apiSource(endpoints, more), makeScopeTable());
}

describe('A guard', () => {
  it('is open to everybody where the endpoint is public, and nowhere else', () => {
    const modes = ['public', 'closed', 'scoped', 'authenticated', 'public'] as const;
    const api = compile(modes.map((access) => ({ access })));
    expect([0, 1, 2, 3, 4].map((index) => isPublicEndpoint(api, index))).to.deep.equal([
      true,
      false,
      false,
      false,
      true,
    ]);
    // Requests that lead nowhere are let through for nobody.
    expect(isPublicEndpoint(api, -1)).to.equal(false);
  });

  const encodings: readonly (readonly [title: string, row: Row, bits: number])[] = [
    ['nothing unless it says so', {}, 0],
    ['a slash', { encoded: ['slash'] }, ALLOWS_SLASH],
    ['a percent sign', { encoded: ['percent'] }, ALLOWS_PERCENT],
    ['both', { encoded: ['slash', 'percent'] }, ALLOWS_SLASH | ALLOWS_PERCENT],
    ['nothing where there is no parameter to hold it', { template: '/a', encoded: ['slash', 'percent'] }, 0],
  ];
  for (const [title, row, bits] of encodings) {
    it(`lets stand escaped: ${title}`, () => {
      const api = compile([{ access: 'public', ...row }]);
      expect(encodingsOf(api, 0)).to.equal(bits);
      expect(encodingsOf(api, -1)).to.equal(0);
    });
  }

  const manageScopes = new Map([['sms', 'sms:manage']]);
  const pairs: readonly (readonly [title: string, one: Row, other: Row, isSame: boolean])[] = [
    ['the same scopes', { scopes: ['a', 'b'] }, { scopes: ['b', 'a'] }, true],
    ['other scopes', { scopes: ['a'] }, { scopes: ['b'] }, false],
    ['one scope more', { scopes: ['a'] }, { scopes: ['a', 'b'] }, false],
    ['another access mode', { access: 'authenticated' }, { access: 'scoped' }, false],
    ['open and closed', { access: 'public' }, { access: 'closed' }, false],
    ['other kinds of credential', { acceptedKinds: ['user'] }, { acceptedKinds: ['api_key'] }, false],
    ['all kinds of credential, and one', { acceptedKinds: null }, { acceptedKinds: ['api_key'] }, false],
    ['another method and template', { method: 'PUT', template: '/p' }, { template: '/q/{x}' }, true],
    ['an escaped slash more', { encoded: [] }, { encoded: ['slash'] }, false],
    ['an escaped slash instead of a percent sign', { encoded: ['percent'] }, { encoded: ['slash'] }, false],
    ['an escaped slash that nothing can hold', { template: '/p' }, { template: '/q', encoded: ['slash'] }, true],
    ['scopes that are not asked for', { access: 'public', scopes: ['a'] }, { access: 'public', scopes: ['b'] }, true],
    ['the manage scope of a product, also by name', { product: 'sms' }, { scopes: ['a', 'sms:manage'] }, true],
    ['an endpoint that opts out of it', { product: 'sms' }, { product: 'sms', managed: false }, false],
    ['a product without one', { product: 'fax' }, {}, true],
  ];
  for (const [title, one, other, isSame] of pairs) {
    it(`is ${isSame ? 'the same' : 'another one'}: ${title}`, () => {
      const [before, after] = [compile([one], { manageScopes }), compile([{}, other], { manageScopes })];
      expect(guardKey(before, 0) === guardKey(after, 1)).to.equal(isSame);
      // In one API: equal numbers for nothing that lets others through.
      const both = compile([one, other], { manageScopes });
      if (!isSame) expect(guardNumber(both, 0)).to.not.equal(guardNumber(both, 1));
    });
  }

  it('is another one when another scope implies what it asks for', () => {
    const [before, after] = [compile([{}]), compile([{}], { implications: [['root', 'a']] })];
    expect(guardKey(before, 0)).to.not.equal(guardKey(after, 0));
  });

  it('has one number for endpoints that say the same, so that each kind is looked at once', () => {
    const api = compile([{}, { method: 'PUT' }, { scopes: ['b'] }, {}]);
    const numbers = [0, 1, 2, 3].map((index) => guardNumber(api, index));
    expect([numbers[1], numbers[3]]).to.deep.equal([numbers[0], numbers[0]]);
    expect(numbers[2]).to.be.a('number').and.to.not.equal(numbers[0]);
  });
});

describe('What an endpoint is known by in two versions', () => {
  const known: readonly (readonly [method: string, template: string, key: string])[] = [
    ['GET', '/a/{id}', 'GET /a/{}'],
    ['*', '/a/{+rest}:%72un', '* /a/{+}:run'],
    ['POST', '/', 'POST /'],
  ];
  for (const [method, template, key] of known) {
    it(`${method} ${template} is ${key}`, () => {
      expect(endpointKey(compile([{}, { method, template }]), 1)).to.equal(key);
      expect(endpointKey(compile([{ method, template }]), 0)).to.equal(key);
    });
  }

  it('is nothing where there is none', () => {
    expect(endpointKey(compile([{}]), -1)).to.equal('');
  });
});
