import { expect } from 'chai';
import { welcome } from '../../src/cli/welcome.js';

const SERVING = {
  grpcPort: 50051,
  httpPort: 8080,
  demo: null,
  administratorKey: { where: 'here', key: 'sgk_key' },
} as const;
const LOOPBACK = { host: '127.0.0.1', port: 0 };
const ANYWHERE = { host: '0.0.0.0', port: 0 };

describe('What the service says when it has begun', () => {
  const cases = [
    { title: 'on a loopback address', httpListen: LOOPBACK, tls: null, page: 'http://127.0.0.1:8080/' },
    { title: 'beyond it over TLS', httpListen: ANYWHERE, tls: 'cert.pem', page: 'https://0.0.0.0:8080/' },
    { title: 'beyond it in the clear', httpListen: ANYWHERE, tls: null, page: null },
  ];
  for (const { title, httpListen, tls, page } of cases) {
    it(`names the admin page where it answers: ${title}`, () => {
      const said = welcome(SERVING, { grpcListen: LOOPBACK, httpListen, tlsCertificateFile: tls });
      if (page === null) expect(said).to.contain('are off').and.contain('SCOPEGATE_TLS_CERTIFICATE_FILE');
      else expect(said).to.contain(`The admin page is at ${page} and`);
      expect(said).to.match(/this once:\n {2}sgk_key$/);
    });
  }

  const elsewhere = [
    { title: 'in a file', made: { where: 'file', path: '/data/key' }, says: 'with the key in /data/key' },
    { title: 'chosen before', made: { where: 'chosen' }, says: 'the key in SCOPEGATE_FIRST_ADMINISTRATOR_KEY' },
  ] as const;
  for (const { title, made, says } of elsewhere) {
    it(`says where the key of the administrator is: ${title}`, () => {
      const config = { grpcListen: LOOPBACK, httpListen: LOOPBACK, tlsCertificateFile: null };
      const said = welcome({ ...SERVING, administratorKey: made }, config);
      expect(said).to.contain(says).and.not.contain('sgk_');
    });
  }

  const requests = {
    allowed: { host: 'api.example.com', method: 'GET', path: '/a' },
    denied: { host: 'api.example.com', method: 'GET', path: '/b' },
  };
  const demoKeys = [
    { title: 'on a terminal', key: { where: 'here', key: 'sgk_demo' }, line: 'export SCOPEGATE_KEY=sgk_demo' },
    {
      title: 'in a file',
      key: { where: 'file', path: '/data/demo-key' },
      line: 'SCOPEGATE_KEY="$(cat /data/demo-key)"',
    },
    {
      title: 'in a file whose name a shell would split',
      key: { where: 'file', path: `/my data/it's` },
      line: `SCOPEGATE_KEY="$(cat '/my data/it'\\''s')"`,
    },
  ] as const;
  for (const { title, key, line } of demoKeys) {
    it(`says how the shell gets the key of the demo: ${title}`, () => {
      const config = { grpcListen: LOOPBACK, httpListen: LOOPBACK, tlsCertificateFile: null };
      expect(welcome({ ...SERVING, administratorKey: null, demo: { key, ...requests } }, config)).to.contain(line);
    });
  }

  it('shows no key of an administrator at a later start', () => {
    const config = { grpcListen: LOOPBACK, httpListen: LOOPBACK, tlsCertificateFile: null };
    expect(welcome({ ...SERVING, administratorKey: null }, config)).not.to.contain('shown this once');
  });
});
