import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { signIn, visit } from '../support/browser.js';
import { inBrowser, startWebWorld } from '../support/web-world.js';
import type { WebWorld } from '../support/web-world.js';

const LOGIN = 'ada@example.com';

inBrowser('Users and roles on the admin page', (server) => {
  let web: WebWorld;
  before(async () => {
    web = await startWebWorld(await server.createDatabase());
  });
  after(() => web.stop());

  /** Waits until decisions follow; they do within a poll of the database. */
  const becomes = async (authorization: string, path: string, expected: string): Promise<void> => {
    const endsAt = Date.now() + 5000;
    const ask = (): Promise<string> => web.world.replica.outcome({ authorization, method: 'POST', path });
    while ((await ask()) !== expected && Date.now() < endsAt) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await ask()).to.equal(expected);
  };
  const basic = (password: string): string => `Basic ${Buffer.from(`${LOGIN}:${password}`).toString('base64')}`;
  const click = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const field = (page: Page, name: string): Locator => page.getByRole('textbox', { name, exact: true });

  it('are made, changed, stopped and removed by the forms, and decisions follow', async () => {
    const { page, complaints, close } = await visit(web.browser, web.world.replica.httpUrl);
    await signIn(page, web.world.administratorKey, '/roles');
    await page.getByText('No roles yet').waitFor();
    await page.getByRole('link', { name: 'Add role' }).first().click();
    await click(page, 'Add role');
    await page.getByText('Give the role a name.').waitFor();
    // What is called "new" is a role as every other.
    await field(page, 'Name').fill('new');
    await page.getByLabel('Search scopes').fill('voice');
    await page.getByLabel('voice:call', { exact: true }).check();
    await page.getByRole('region', { name: 'What this role can call' }).getByText('/calls').waitFor();
    await click(page, 'Add role');
    await page.getByText('Held by 0 credentials.').waitFor();

    await page.goto('/users');
    await page.getByText('No users yet').waitFor();
    await page.getByRole('link', { name: 'Add user' }).first().click();
    await field(page, 'User name').fill(LOGIN);
    await field(page, 'Password').fill('too short');
    await click(page, 'Add user');
    await page.getByText('It needs 12 characters at least.').waitFor();
    await field(page, 'Password').fill('a long enough one');
    await field(page, 'Name').fill('Ada');
    await page.getByRole('combobox', { name: 'Roles' }).fill('new');
    await page.getByRole('option', { name: 'new', exact: true }).click();
    await page.keyboard.press('Escape');
    await click(page, 'Add user');
    await page.getByRole('heading', { name: 'Ada' }).waitFor();
    const first = basic('a long enough one');
    await becomes(first, '/calls', 'scope_held');
    await becomes(first, '/sms', 'missing_scope');

    // The name has a dot and an at sign, and the page of it can be loaded anew.
    await page.reload();
    await page.getByLabel('Search scopes').fill('sms:send');
    await page.getByLabel('sms:send', { exact: true }).check();
    await click(page, 'Save changes');
    await page.getByText('Saved. Decisions follow at once.').waitFor();
    await becomes(first, '/sms', 'scope_held');

    await click(page, 'Set password');
    await field(page, 'New password').fill('another long enough');
    await click(page, 'Save the password');
    await page.getByText('The password is set').waitFor();
    await becomes(first, '/sms', 'unknown_credential');
    const second = basic('another long enough');
    await becomes(second, '/sms', 'scope_held');

    const begun = { body: { idleSeconds: 3600, lifetimeSeconds: 3600 } };
    const session = await web.world.call('POST', `/v1/users/${encodeURIComponent(LOGIN)}/sessions`, begun);
    const token = `IBSSO ${String(session.body['token'])}`;
    await becomes(token, '/sms', 'scope_held');
    await page.reload();
    await click(page, `End session ${String(session.body['id'])}`);
    await page.getByText('None goes on.').waitFor();
    await becomes(token, '/sms', 'disabled_credential');

    await click(page, 'Disable');
    await page.getByRole('button', { name: 'Enable', exact: true }).waitFor();
    await becomes(second, '/sms', 'disabled_credential');
    await click(page, 'Enable');
    await page.getByRole('button', { name: 'Disable', exact: true }).waitFor();
    await click(page, 'Remove');
    await click(page, 'Keep it');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await click(page, 'Remove');
    await click(page, 'Remove for good');
    await page.getByText('Removed, for good.').waitFor();
    await becomes(second, '/sms', 'unknown_credential');

    await page.goto('/roles/new');
    await click(page, 'Remove');
    await click(page, 'Remove the role');
    await page.getByText('No roles yet').waitFor();
    await close();
    expect(complaints).to.deep.equal([]);
  }).timeout(60_000);

  it('a role that there is already is not overwritten, and one that somebody else changed is not either', async () => {
    const put = (body: object, headers = {}) => web.world.call('PUT', '/v1/roles/texters', { body, headers });
    expect((await put({ scopes: ['sms:send'] })).status).to.equal(201);
    const { page, complaints, close } = await visit(web.browser, web.world.replica.httpUrl);
    await signIn(page, web.world.administratorKey, '/roles?new');
    await field(page, 'Name').fill('texters');
    await click(page, 'Add role');
    await page.getByText('There is a role “texters” already.').waitFor();
    expect(await field(page, 'Name').inputValue()).to.equal('texters');

    await page.goto('/roles/texters');
    await field(page, 'Description').fill('mine');
    expect((await put({ scopes: ['sms:send'], description: 'theirs' }, { 'if-match': '*' })).status).to.equal(200);
    await click(page, 'Save changes');
    await page.getByText(/changed since/).waitFor();
    expect(await field(page, 'Description').inputValue()).to.equal('mine');
    const read = await web.world.call('GET', '/v1/roles/texters');
    expect(read.body['description']).to.equal('theirs');
    await close();
    expect(complaints.filter((complaint) => !/\b(428|412)\b/.test(complaint))).to.deep.equal([]);
  }).timeout(30_000);
});
