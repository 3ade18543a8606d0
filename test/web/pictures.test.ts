import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { CHROMIUM, findBarriers, follow, isTooWide, settle, signIn, takePicture, visit } from '../support/browser.js';
import type { ManageWorld } from '../support/manage-world.js';
import { forEachPostgres } from '../support/postgres.js';
import { startWebWorld } from '../support/web-world.js';
import type { WebWorld } from '../support/web-world.js';

/** Every page, by the name of its picture. */
const PAGES = [
  { name: 'overview', path: '/' },
  { name: 'keys', path: '/keys' },
  { name: 'create-key', path: '/keys/new' },
  { name: 'key', path: '/keys/:id' },
  { name: 'edit-key', path: '/keys/:id/edit' },
  { name: 'scopes', path: '/scopes' },
  { name: 'endpoints', path: '/endpoints' },
  { name: 'try', path: '/try' },
  { name: 'nowhere', path: '/nowhere' },
];

const LOOKS = [
  { title: 'light', scheme: 'light', width: 1280 },
  { title: 'dark', scheme: 'dark', width: 1280 },
  { title: 'narrow', scheme: 'light', width: 360 },
] as const;

let isFirst = true;
forEachPostgres('every page of the admin page', (server) => {
  // A browser costs much, and the database is nothing to how a page looks: once is enough.
  if (CHROMIUM === null || !isFirst) return;
  isFirst = false;
  let web: WebWorld;
  let world: ManageWorld;
  let browser: Browser;
  let keyId = '';
  before(async () => {
    web = await startWebWorld(await server.createDatabase());
    ({ world, browser } = web);
    keyId = (await someKeys(world)).id;
  });
  after(() => web.stop());

  for (const { title, scheme, width } of LOOKS) {
    it(`has no barrier, no complaint and no sideways scrolling: ${title}, ${String(width)} px`, async () => {
      const { page, complaints, close } = await visit(browser, world.replica.httpUrl, { scheme, width });
      const found: string[] = [];
      const look = async (name: string): Promise<void> => {
        await settle(page);
        await takePicture(page, `${name}-${title}`);
        // The width changes no role, name or colour.
        if (width > 1000) found.push(...(await findBarriers(page)).map((barrier) => `${name}: ${barrier}`));
        if (await isTooWide(page)) found.push(`${name}: wider than the window`);
      };
      await page.goto('/');
      await look('sign-in');
      await signIn(page, world.administratorKey);
      for (const { name, path } of PAGES) {
        await follow(page, path.replace(':id', keyId));
        await look(name);
        if (name === 'create-key') {
          await page.getByRole('button', { name: 'Channels' }).click();
          await page.getByLabel('sms:send', { exact: true }).check();
          await page.getByText('will be able to call').waitFor();
          await look('create-key-chosen');
        }
        if (name === 'try') {
          await page.getByRole('textbox', { name: 'Path' }).fill('/sms/1');
          await page.getByRole('button', { name: 'Check' }).click();
          await page.getByText('Denied').waitFor();
          await look('try-answer');
        }
        if (name === 'key') {
          await page.getByRole('button', { name: 'Revoke' }).click();
          await page.getByRole('button', { name: 'Revoke for good' }).waitFor();
          await look('revoke');
          await page.getByRole('button', { name: 'Keep it' }).click();
        }
      }
      await close();
      expect(found).to.deep.equal([]);
      expect(complaints).to.deep.equal([]);
    }).timeout(60_000);
  }
});

/** Keys in every state, one of them used. */
async function someKeys(world: ManageWorld): Promise<{ id: string }> {
  const used = await world.createKey(['sms:send', 'voice:call'], 'Order confirmations');
  await world.createKey(['account:read'], 'Balance widget');
  const body = { name: 'Old importer', scopes: ['people:read'], allowedAddresses: ['192.0.2.0/24', '2001:db8::/32'] };
  const old = await world.call('POST', '/v1/api-keys', { body });
  await world.call('POST', `/v1/api-keys/${String(old.body['key']?.['id'])}/revoke`);
  for (const path of ['/sms', '/sms', '/calls', '/nothing']) {
    await world.replica.outcome({ authorization: `App ${used.secret}`, method: 'POST', path });
  }
  return used;
}
