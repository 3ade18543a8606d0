/** One row of the contract. */
export interface ContractCase {
  readonly title: string;
  /** Statements about the holder, $id. */
  readonly given: readonly string[];
  readonly ask?: readonly [method: string, path: string, sourceIp?: string];
  readonly outcome: string;
}

const VALID = 'UPDATE scopegate.credential SET';
const OF_HOLDER = `WHERE public_id = '$id'`;

/** Every kind answers alike; each case begins with a fresh credential that holds `message:send`. */
export const CONTRACT_CASES: readonly ContractCase[] = [
  { title: 'a scope that the endpoint lists', given: [], outcome: 'scope_held' },
  { title: 'no scope of the endpoint', given: [], ask: ['GET', '/messages/1'], outcome: 'missing_scope' },
  {
    title: 'the manage scope of the product',
    given: [`SELECT scopegate.grant_scope('$id', 'sms:manage')`],
    ask: ['GET', '/messages/1'],
    outcome: 'scope_held',
  },
  {
    title: 'a scope that implies a listed one',
    given: [`SELECT scopegate.grant_scope('$id', 'everything')`],
    ask: ['GET', '/messages/1'],
    outcome: 'scope_held',
  },
  {
    title: 'a scope of a role',
    given: [`SELECT scopegate.grant_role('$id', 'reader')`],
    ask: ['GET', '/messages/1'],
    outcome: 'scope_held',
  },
  {
    title: 'a role that was taken away',
    given: [`SELECT scopegate.grant_role('$id', 'reader')`, `SELECT scopegate.revoke_role('$id', 'reader')`],
    ask: ['GET', '/messages/1'],
    outcome: 'missing_scope',
  },
  {
    title: 'a scope that was revoked',
    given: [`SELECT scopegate.revoke_scope('$id', 'message:send')`],
    outcome: 'missing_scope',
  },
  {
    title: 'a scope that implies one that implies a listed one',
    given: [`SELECT scopegate.grant_scope('$id', 'all')`],
    ask: ['GET', '/messages/1'],
    outcome: 'scope_held',
  },
  {
    title: 'a scope that the listed one implies',
    given: [`SELECT scopegate.grant_scope('$id', 'message:read')`],
    ask: ['GET', '/invoices'],
    outcome: 'missing_scope',
  },
  {
    title: 'the manage scope where the endpoint opts out of it',
    given: [`SELECT scopegate.grant_scope('$id', 'sms:manage')`],
    ask: ['GET', '/invoices'],
    outcome: 'missing_scope',
  },
  {
    title: 'HEAD, decided as GET',
    given: [`SELECT scopegate.grant_scope('$id', 'message:read')`],
    ask: ['HEAD', '/messages/1'],
    outcome: 'scope_held',
  },
  { title: 'HEAD without the scope of GET', given: [], ask: ['HEAD', '/messages/1'], outcome: 'missing_scope' },
  { title: 'HEAD with an endpoint of its own', given: [], ask: ['HEAD', '/invoices'], outcome: 'scope_held' },
  { title: 'a closed endpoint', given: [], ask: ['GET', '/closed'], outcome: 'endpoint_closed' },
  { title: 'another method', given: [], ask: ['DELETE', '/messages'], outcome: 'no_route' },
  { title: 'any credential where that is enough', given: [], ask: ['GET', '/me'], outcome: 'any_credential' },
  { title: 'a public endpoint', given: [], ask: ['GET', '/status'], outcome: 'public_endpoint' },
  { title: 'no route', given: [], ask: ['GET', '/nowhere'], outcome: 'no_route' },
  { title: 'an unsafe path', given: [], ask: ['GET', '/me/../me'], outcome: 'unsafe_path' },
  {
    title: 'a disabled one',
    given: [`SELECT scopegate.disable_credential('$id')`],
    outcome: 'disabled_credential',
  },
  {
    title: 'one that was enabled again',
    given: [`SELECT scopegate.disable_credential('$id')`, `SELECT scopegate.enable_credential('$id')`],
    outcome: 'scope_held',
  },
  {
    title: 'a disabled one where any is enough',
    given: [`SELECT scopegate.disable_credential('$id')`],
    ask: ['GET', '/me'],
    outcome: 'disabled_credential',
  },
  {
    title: 'a disabled one where none is needed',
    given: [`SELECT scopegate.disable_credential('$id')`],
    ask: ['GET', '/status'],
    outcome: 'public_endpoint',
  },
  {
    title: 'a disabled one without the scope',
    given: [`SELECT scopegate.disable_credential('$id')`],
    ask: ['GET', '/messages/1'],
    outcome: 'disabled_credential',
  },
  { title: 'a revoked one', given: [`SELECT scopegate.revoke_credential('$id')`], outcome: 'disabled_credential' },
  {
    title: 'an expired one',
    given: [`${VALID} not_before = now() - interval '2 h', expires_at = now() - interval '1 h' ${OF_HOLDER}`],
    outcome: 'expired',
  },
  {
    title: 'one in its time',
    given: [`${VALID} not_before = now() - interval '1 h', expires_at = now() + interval '1 h' ${OF_HOLDER}`],
    outcome: 'scope_held',
  },
  {
    title: 'one that is not valid yet',
    given: [`${VALID} not_before = now() + interval '1 h', expires_at = NULL ${OF_HOLDER}`],
    outcome: 'not_yet_valid',
  },
  {
    title: 'an address that it is bound to',
    given: [`${VALID} allowed_addresses = '{192.0.2.0/24}' ${OF_HOLDER}`],
    ask: ['POST', '/messages', '::ffff:192.0.2.9'],
    outcome: 'scope_held',
  },
  {
    title: 'an address of an IPv6 network that it is bound to',
    given: [`${VALID} allowed_addresses = '{2001:db8::/32}' ${OF_HOLDER}`],
    ask: ['POST', '/messages', '2001:DB8::1'],
    outcome: 'scope_held',
  },
  {
    title: 'another address where any credential is enough',
    given: [`${VALID} allowed_addresses = '{192.0.2.0/24}' ${OF_HOLDER}`],
    ask: ['GET', '/me', '198.51.100.1'],
    outcome: 'address_not_allowed',
  },
  {
    title: 'another address',
    given: [`${VALID} allowed_addresses = '{192.0.2.0/24}' ${OF_HOLDER}`],
    ask: ['POST', '/messages', '198.51.100.1'],
    outcome: 'address_not_allowed',
  },
  {
    title: 'an address that nobody knows',
    given: [`${VALID} allowed_addresses = '{192.0.2.0/24}' ${OF_HOLDER}`],
    outcome: 'address_not_allowed',
  },
];
