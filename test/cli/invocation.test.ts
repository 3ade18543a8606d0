import { join } from 'node:path';
import { expect } from 'chai';
import { invocation } from '../../src/cli/welcome.js';

describe('How the command line is called', () => {
  const cases = [
    { title: 'from the folder of a checkout', file: join(process.cwd(), 'bin', 'scopegate'), says: 'bin/scopegate' },
    {
      title: 'from elsewhere',
      file: join(process.cwd(), '..', 'gate', 'bin', 'scopegate'),
      says: '../gate/bin/scopegate',
    },
    { title: 'as a package', file: '/srv/app/node_modules/scopegate/bin/scopegate', says: 'npx scopegate' },
  ];
  for (const { title, file, says } of cases) {
    it(`${title}: ${says}`, () => {
      expect(invocation(file)).to.equal(says);
    });
  }
});
