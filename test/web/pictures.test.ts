import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { findBarriers, follow, isTooWide, settle, signIn, takePicture, visit } from '../support/browser.js';
import type { ManageWorld } from '../support/manage-world.js';
import { query } from '../support/query.js';
import { inBrowser, startWebWorld } from '../support/web-world.js';
import type { WebWorld } from '../support/web-world.js';

/** Every page, by the name of its picture. */
const PAGES = [
  { name: 'overview', path: '/' },
  { name: 'keys', path: '/keys' },
  { name: 'create-key', path: '/keys/new' },
  { name: 'key', path: '/keys/:id' },
  { name: 'edit-key', path: '/keys/:id/edit' },
  { name: 'issuers', path: '/issuers' },
  { name: 'create-issuer', path: '/issuers/new' },
  { name: 'issuer', path: '/issuers/login' },
  { name: 'users', path: '/users' },
  { name: 'add-user', path: '/users?new' },
  { name: 'user', path: '/users/ada@example.com' },
  { name: 'roles', path: '/roles' },
  { name: 'add-role', path: '/roles?new' },
  { name: 'role', path: '/roles/support' },
  { name: 'audit', path: '/audit' },
  { name: 'scopes', path: '/scopes' },
  { name: 'endpoints', path: '/endpoints' },
  { name: 'endpoint', path: '/endpoints/:endpoint' },
  { name: 'try', path: '/try' },
  { name: 'nowhere', path: '/nowhere' },
];

const LOOKS = [
  { title: 'light', scheme: 'light', width: 1280 },
  { title: 'dark', scheme: 'dark', width: 1280 },
  { title: 'narrow', scheme: 'light', width: 360 },
] as const;

inBrowser('every page of the admin page', (server) => {
  // A browser costs much, and the database is nothing to how a page looks: once is enough.
  let web: WebWorld;
  let world: ManageWorld;
  let browser: Browser;
  let keyId = '';
  let endpointId = '';
  before(async () => {
    web = await startWebWorld(await server.createDatabase());
    ({ world, browser } = web);
    keyId = (await someKeys(world)).id;
    await someIssuer(world);
    await somePeople(world);
    const found = await world.call('GET', '/v1/endpoints?q=/sms&method=POST');
    endpointId = String(found.body['items']?.['0']?.['id']);
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
        await follow(page, path.replace(':id', keyId).replace(':endpoint', endpointId));
        await look(name);
        if (name === 'audit') {
          for (const details of (await page.getByRole('button', { name: /^Details: / }).all()).reverse())
            await details.click();
          await look('audit-details');
        }
        if (name === 'user') {
          await page.getByRole('button', { name: 'Set password' }).click();
          await page.getByRole('button', { name: 'Save the password' }).waitFor();
          await look('password');
          await page.getByRole('button', { name: 'Cancel' }).click();
        }
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
      await lookAtDialogs({ page, world, look });
      await close();
      expect(found).to.deep.equal([]);
      // The end of the session is provoked.
      expect(complaints.filter((complaint) => !complaint.includes('401 (Unauthorized)'))).to.deep.equal([]);
    }).timeout(180_000);
  }

  for (const width of [1280, 360]) {
    it(`keeps the form of a key usable with some 200 scopes, ${String(width)} px`, async () => {
      await query(world.database.url, LARGE_CATALOGUE);
      const { page, complaints, close } = await visit(browser, world.replica.httpUrl, { width });
      await signIn(page, world.administratorKey, '/keys/new');
      const categories = ['General', 'Channels', 'Connectivity', 'Platform', 'Customer Engagement', 'Web SDK'];
      for (const name of categories) await page.getByRole('button', { name }).waitFor();
      await page.getByRole('button', { name: 'Platform' }).click();
      await page.getByLabel('platform-thing-7:manage', { exact: true }).check();
      await settle(page);
      await takePicture(page, `large-catalogue-${String(width)}`);
      await page.getByLabel('Search scopes').fill('thing-12:');
      await page.getByLabel('channels-thing-12:manage', { exact: true }).check();
      expect(await page.getByRole('checkbox').count()).to.be.lessThan(20);
      await takePicture(page, `large-catalogue-found-${String(width)}`);
      expect(await isTooWide(page)).to.equal(false);
      if (width > 1000) expect(await findBarriers(page)).to.deep.equal([]);
      await close();
      expect(complaints).to.deep.equal([]);
    }).timeout(30_000);
  }
});

const LARGE_CATALOGUE = `
  SELECT scopegate.define_scope(lower(replace(c.name, ' ', '-')) || '-thing-' || n || ':manage', c.name,
    'Create, change and remove the things of number ' || n || ', and see what became of them.')
  FROM scopegate.scope_category c, generate_series(1, 33) n WHERE c.name <> 'Scopegate'`;

interface Looking {
  readonly page: Page;
  readonly world: ManageWorld;
  readonly look: (name: string) => Promise<void>;
}

/** Rotating a key, its secret, and what is there when the session has ended. */
async function lookAtDialogs({ page, world, look }: Looking): Promise<void> {
  const { id } = await world.createKey(['sms:send'], 'Rotated soon');
  await follow(page, `/keys/${id}`);
  await page.getByRole('button', { name: 'Rotate' }).click();
  await page.getByRole('button', { name: 'Make the new secret' }).waitFor();
  await look('rotate');
  await page.getByRole('button', { name: 'Make the new secret' }).click();
  await page.getByTestId('secret').waitFor();
  await look('secret');
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await follow(page, '/issuers/login');
  await page.getByRole('button', { name: 'Add client' }).click();
  await page.getByRole('button', { name: 'Save client' }).waitFor();
  await look('client');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save client' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Remove shop-backend' }).click();
  await page.getByRole('button', { name: 'Remove the client' }).waitFor();
  await look('remove-client');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.context().clearCookies();
  await follow(page, '/scopes');
  await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
  await look('session-ended');
}

/** An issuer with two clients. */
async function someIssuer(world: ManageWorld): Promise<void> {
  const issuer = 'https://login.example.com';
  const body = { name: 'login', issuer, audience: 'https://api.example.com', jwksUri: `${issuer}/jwks` };
  const scopeMap = [{ theirs: 'mail.send', ours: 'sms:send' }];
  await world.call('POST', '/v1/oauth-issuers', { body: { ...body, scopeMap } });
  for (const [clientId, scopes] of [['shop-backend', ['sms:send', 'voice:call']] as const, [null, []] as const]) {
    const made = await world.call('POST', '/v1/oauth-clients', { body: { issuer: 'login', clientId, scopes } });
    expect(made.status).to.equal(201);
  }
}

/** A role, and a user who holds it and has a session. */
async function somePeople(world: ManageWorld): Promise<void> {
  const role = { description: 'Looks after customers.', scopes: ['sms:send', 'people:read'] };
  await world.call('PUT', '/v1/roles/support', { body: role });
  const user = { login: 'ada@example.com', password: 'a long enough one', name: 'Ada Lovelace', roles: ['support'] };
  expect((await world.call('POST', '/v1/users', { body: user })).status).to.equal(201);
  const times = { idleSeconds: 3600, lifetimeSeconds: 36_000 };
  await world.call('POST', '/v1/users/ada@example.com/sessions', { body: times });
}

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
