import { expect } from 'chai';
import { runScopegate } from '../support/command-line.js';

/** Nobody listens there: a command that asked its database first would tell of that instead. */
const NO_DATABASE = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  SCOPEGATE_PEPPER: Buffer.alloc(32, 1).toString('base64'),
};
const KEY = ['key', 'create', '--name', 'n', '--scope', 'a:b'];
const USER = ['user', 'create', 'ada'];

const CASES: readonly [title: string, words: readonly string[], field: RegExp][] = [
  ['a prefix with a leading zero', [...KEY, '--ip', '127.0.0.1/032'], /allowedAddresses.*"127\.0\.0\.1\/032"/],
  ['bits beyond the prefix', [...KEY, '--ip', '10.0.0.1/8'], /allowedAddresses.*"10\.0\.0\.1\/8"/],
  ['an address that is none', [...KEY, '--ip', 'x'], /allowedAddresses.*"x"/],
  ['a time that is none', [...KEY, '--expires', '2027-02-31'], /expiresAt.*"2027-02-31"/],
  ['a time beyond year 9999', [...KEY, '--expires', '9999-12-31'], /expiresAt.*"9999-12-31"/],
  ['a start before 1970', [...KEY, '--not-before', '1969-12-31'], /notBefore.*"1969-12-31"/],
  ['a scope that cannot be one', ['key', 'create', '--name', 'n', '--scope', 'a b'], /scopes.*"a b"/],
  ['a name with a line break', ['key', 'create', '--name', 'a\nb', '--scope', 'a:b'], /name/],
  ['a role that cannot be one', [...KEY, '--role', ' x'], /roles/],
  ['an account that cannot be one', [...KEY, '--account', ' x'], /account/],
  ['a scope to grant', ['key', 'grant', 'k1', 'a"b'], /scopes/],
  ['a scope to take away', ['key', 'revoke', 'k1', 'ä'], /scopes/],
  ['a scope of a user', ['user', 'grant', 'ada', '--scope', 'a b'], /scopes.*"a b"/],
  ['a role of a user', ['user', 'revoke', 'ada', '--role', 'a\nb'], /roles/],
  ['a login with a colon', ['user', 'create', 'a:b'], /login/],
  ['an address of a user', [...USER, '--ip', '10.0.0.1/8'], /allowedAddresses/],
  ['a scope of a new user', [...USER, '--scope', 'a\\b'], /scopes/],
];

describe('A malformed input of the command line', () => {
  for (const [title, words, field] of CASES) {
    it(`is exit code 2 and names the field, before the database is asked: ${title}`, async () => {
      const result = await runScopegate(words, NO_DATABASE, 'correct horse battery\n');
      expect(result.code, result.stderr).to.equal(2);
      expect(result.stderr)
        .to.match(field)
        .and.not.match(/database|ECONNREFUSED/);
    });
  }
});
