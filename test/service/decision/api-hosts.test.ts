import { expect } from 'chai';
import { MANAGEMENT_HOST, makeApiTable, onlyApi } from '../../../src/service/decision/api-hosts.js';

const OWN = { name: 'scopegate', hosts: [MANAGEMENT_HOST] };
const ONE = { name: 'one', hosts: ['one.example.com', '[::1]'] };
const OTHER = { name: 'other', hosts: ['other.example.com'] };
const HOSTLESS = { name: 'hostless', hosts: [] };
const MANY = { name: 'many', hosts: Array.from({ length: 7 }, (_none, at) => `${String(at)}.example.com`) };

const SEVERAL = 'the policy has several APIs: name the host of the request';

/** What a question leads to: the name of an API, or reason and detail of the denial. */
const CASES: readonly {
  title: string;
  apis: readonly (typeof OWN)[];
  host: string;
  leads: string;
}[] = [
  { title: 'no host, and one API', apis: [OWN, ONE], host: '', leads: 'one' },
  { title: 'no host, and one API without hosts', apis: [OWN, HOSTLESS], host: '', leads: 'hostless' },
  { title: 'no host, and one API alone', apis: [ONE], host: '', leads: 'one' },
  { title: 'no host, and no API', apis: [OWN], host: '', leads: 'no_route no_api' },
  { title: 'no host, and nothing at all', apis: [], host: '', leads: 'no_route no_api' },
  {
    title: 'no host, and two APIs',
    apis: [OWN, ONE, OTHER],
    host: '',
    leads: `host_required ${SEVERAL}, one of one.example.com, [::1], other.example.com`,
  },
  {
    title: 'no host, and two APIs of which one has no host',
    apis: [HOSTLESS, OTHER],
    host: '',
    leads: `host_required ${SEVERAL}, one of other.example.com`,
  },
  {
    title: 'no host, and two APIs without hosts',
    apis: [HOSTLESS, { ...HOSTLESS, name: 'x' }],
    host: '',
    leads: `host_required ${SEVERAL}`,
  },
  {
    title: 'no host, and more hosts than a sentence holds',
    apis: [MANY, OTHER],
    host: '',
    leads: `host_required ${SEVERAL}, one of 0.example.com, 1.example.com, 2.example.com, 3.example.com, 4.example.com and 3 more`,
  },
  { title: 'a host of the one API', apis: [OWN, ONE], host: 'One.example.com:8443', leads: 'one' },
  { title: 'a host of one of two', apis: [OWN, ONE, OTHER], host: 'other.example.com', leads: 'other' },
  { title: 'an IPv6 address', apis: [OWN, ONE, OTHER], host: '[::1]:80', leads: 'one' },
  { title: 'the host of the product itself', apis: [OWN, ONE], host: MANAGEMENT_HOST, leads: 'scopegate' },
  { title: 'an unknown host, and one API', apis: [OWN, ONE], host: 'no.example.com', leads: 'no_route unknown_host' },
  { title: 'an unknown host, and no API', apis: [OWN], host: 'no.example.com', leads: 'no_route unknown_host' },
  {
    title: 'an unknown host, and two APIs',
    apis: [ONE, OTHER],
    host: 'no.example.com',
    leads: 'no_route unknown_host',
  },
  { title: 'a host that is none, and one API', apis: [ONE], host: ' ', leads: 'unsafe_path bad_host' },
  { title: 'a port alone', apis: [ONE], host: ':80', leads: 'unsafe_path bad_host' },
  {
    title: 'a host that is none, and two APIs',
    apis: [ONE, OTHER],
    host: 'a@one.example.com',
    leads: 'unsafe_path bad_host',
  },
];

describe('Which API a question is about', () => {
  for (const { title, apis, host, leads } of CASES) {
    it(`${title}: ${leads.split(' ', 1)[0] ?? ''}`, () => {
      const { api, denial } = makeApiTable(apis).find(host);
      expect(api === null ? `${denial.reason} ${denial.detail}` : api.name).to.equal(leads);
      expect(denial?.allowed ?? false).to.equal(false);
    });
  }

  it('needs no host for the only API beside that of the product, and for no other', () => {
    expect(onlyApi([OWN, ONE])).to.equal(ONE);
    expect(onlyApi([OWN])).to.equal(null);
    expect(onlyApi([OWN, ONE, OTHER])).to.equal(null);
  });
});
