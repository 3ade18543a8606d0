import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { signIn, visit } from '../support/browser.js';
import { inBrowser, startWebWorld } from '../support/web-world.js';
import type { WebWorld } from '../support/web-world.js';

inBrowser('API keys on the admin page', (server) => {
  let web: WebWorld;
  before(async () => {
    web = await startWebWorld(await server.createDatabase());
  });
  after(() => web.stop());

  const outcome = (secret: string, method: string, path: string): Promise<string> =>
    web.world.replica.outcome({ authorization: `App ${secret}`, method, path });
  /** Waits until decisions follow; they do within a poll of the database. */
  const becomes = async (secret: string, request: readonly [string, string], expected: string): Promise<void> => {
    const endsAt = Date.now() + 5000;
    while ((await outcome(secret, ...request)) !== expected && Date.now() < endsAt) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await outcome(secret, ...request)).to.equal(expected);
  };
  const open = async (path = '/keys') => {
    const visitor = await visit(web.browser, web.world.replica.httpUrl);
    await signIn(visitor.page, web.world.administratorKey, path);
    return visitor;
  };

  it('makes a key by the form that Check knows, edits, rotates and revokes it', async () => {
    const { page, complaints, close } = await open();
    await page.getByRole('link', { name: 'Create API key' }).click();
    await page.getByLabel('Name').fill('Shop');
    await button(page, '90 days').click();
    await page.getByRole('combobox', { name: 'Allowed IP addresses' }).fill('127.0.0.0/8');
    await page.keyboard.press('Enter');
    await button(page, 'Channels').click();
    await page.getByLabel('sms:send', { exact: true }).check();
    await page.getByText(/will be able to call \d+ endpoints/).waitFor();
    await page.getByRole('region', { name: 'What this key can call' }).getByText('/sms/{id}').waitFor();
    const secret = await storeSecret(page, () => button(page, 'Create API key').click());
    expect(secret).to.match(/^sgk_/);
    const from = { sourceIp: '127.0.0.1' };
    const sms = { authorization: `App ${secret}`, method: 'POST', path: '/sms', ...from };
    expect(await web.world.replica.outcome(sms)).to.equal('scope_held');
    expect(await page.content()).not.to.contain(secret);

    await page.getByRole('link', { name: 'Edit' }).click();
    await button(page, 'Remove 127.0.0.0/8').or(page.locator('.mantine-Pill-remove')).first().click();
    await page.getByLabel('Search scopes').fill('sms:send');
    await page.getByLabel('sms:send', { exact: true }).uncheck();
    await page.getByLabel('Search scopes').fill('voice');
    await page.getByLabel('voice:call', { exact: true }).check();
    await button(page, 'Save changes').click();
    await page.getByText('Saved. Decisions follow at once.').waitFor();
    await becomes(secret, ['POST', '/sms'], 'missing_scope');
    await becomes(secret, ['POST', '/calls'], 'scope_held');

    await button(page, 'Rotate').click();
    const newer = await storeSecret(page, () => button(page, 'Make the new secret').click());
    expect(newer).not.to.equal(secret);
    await becomes(newer, ['POST', '/calls'], 'scope_held');
    await becomes(secret, ['POST', '/calls'], 'scope_held');

    await button(page, 'Disable').click();
    await button(page, 'Enable').waitFor();
    expect(await outcome(newer, 'POST', '/calls')).not.to.equal('scope_held');
    await button(page, 'Enable').click();
    await button(page, 'Disable').waitFor();

    await button(page, 'Revoke').click();
    expect(await button(page, 'Revoke for good').isDisabled()).to.equal(true);
    await page.getByLabel('Type the name of the key to confirm').fill('Shop');
    await button(page, 'Revoke for good').click();
    await page.getByText('Revoked, for good.').waitFor();
    expect(await outcome(newer, 'POST', '/calls')).not.to.equal('scope_held');
    await close();
    expect(complaints).to.deep.equal([]);
  }).timeout(40_000);

  it('asks for a name and at least one scope, and keeps Web SDK scopes apart from the others', async () => {
    const { page, complaints, close } = await open('/keys/new');
    await button(page, 'Create API key').click();
    await page.getByText('Give the key a name.').waitFor();
    await page.getByText('Choose at least one scope.').first().waitFor();
    await button(page, 'Web SDK').click();
    await button(page, 'General').click();
    await page.getByLabel('web-sdk:chat').check();
    expect(await page.getByLabel('account:read').isDisabled()).to.equal(true);
    await page.getByLabel('web-sdk:chat').uncheck();
    await page.getByLabel('account:read').check();
    expect(await page.getByLabel('web-sdk:chat').isDisabled()).to.equal(true);
    await close();
    expect(complaints).to.deep.equal([]);
  }).timeout(20_000);

  it('finds, sorts and filters the list', async () => {
    await web.world.createKey(['sms:send'], 'aardvark');
    await web.world.createKey(['sms:send'], 'zebra');
    const { page, close } = await open();
    await button(page, 'Name').click();
    await page.getByRole('columnheader', { name: 'Name' }).and(page.locator('[aria-sort=ascending]')).waitFor();
    await page.locator('tbody tr').first().getByRole('link', { name: 'aardvark' }).waitFor();
    await page.getByLabel('Search').fill('zebra');
    await page.getByText('1–1 of 1').waitFor();
    await page.getByLabel('Search').fill('no such key');
    await page.getByText('No key matches').waitFor();
    await close();
  }).timeout(20_000);

  it('filters the list by state, and the catalogue of scopes by text and category', async () => {
    const { id } = await web.world.createKey(['sms:send'], 'switched off');
    await web.world.createKey(['sms:send'], 'switched on');
    expect((await web.world.call('POST', `/v1/api-keys/${id}/disable`)).status).to.equal(200);
    const { page, complaints, close } = await open();
    await page.getByLabel('Search').fill('switched');
    await page.getByText('1–2 of 2').waitFor();
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Disabled' }).click();
    await page.getByText('1–1 of 1').waitFor();
    await page.getByRole('link', { name: 'switched off' }).waitFor();
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Revoked' }).click();
    await page.getByText('No key matches').waitFor();

    await page.getByRole('link', { name: 'Scopes' }).click();
    const cards = page.getByRole('heading', { level: 3 });
    await page.getByRole('heading', { name: 'sms:send', exact: true }).waitFor();
    await page.getByLabel('Search').fill('BROWSER');
    await cards.nth(2).waitFor({ state: 'detached' });
    expect(await cards.allInnerTexts()).to.have.members(['web-sdk:chat', 'web-sdk:events']);
    await page.getByLabel('Search').fill('');
    await page.getByRole('combobox', { name: 'Category' }).click();
    await page.getByRole('option', { name: 'Connectivity' }).click();
    await page.getByRole('region', { name: 'Channels' }).waitFor({ state: 'detached' });
    expect(await cards.allInnerTexts()).to.deep.equal(['lookup:query']);
    await page.getByLabel('Search').fill('sms');
    await page.getByText('No scope matches').waitFor();
    await close();
    expect(complaints).to.deep.equal([]);
  }).timeout(20_000);

  it('lets a user in by name and password, pages for him, and says what he may not see', async () => {
    const user = { login: 'reader', password: 'a long enough one', scopes: ['api-keys:read'] };
    expect((await web.world.call('POST', '/v1/users', { body: user })).status).to.equal(201);
    for (let n = 0; n < 21; n += 1) await web.world.createKey(['sms:send'], `paged ${String(n)}`);
    const { page, close } = await visit(web.browser, web.world.replica.httpUrl);
    await page.goto('/keys');
    await page.getByText('User name', { exact: true }).click();
    await page.getByRole('textbox', { name: 'User name' }).fill('reader');
    await page.getByRole('textbox', { name: 'Password' }).fill('a long enough one');
    await button(page, 'Sign in').click();
    await page.getByLabel('Search').fill('paged');
    await page.getByText('1–20 of 21').waitFor();
    await button(page, 'Next').click();
    await page.getByText('21–21 of 21').waitFor();
    await button(page, 'Previous').click();
    await page.getByText('1–20 of 21').waitFor();
    await page.getByRole('link', { name: 'Scopes' }).click();
    await page.getByRole('alert').getByText('Could not be loaded').waitFor();
    await close();
  }).timeout(20_000);

  it('drops the scopes that a key does not use, and takes that back', async () => {
    const { id, secret } = await web.world.createKey(['sms:send', 'voice:call'], 'thrifty');
    expect(await outcome(secret, 'POST', '/sms')).to.equal('scope_held');
    await becomesUsed(web, id);
    const { page, complaints, close } = await open(`/keys/${id}`);
    await button(page, 'Drop unused scopes').click();
    await page.getByText('Dropped 1 unused scope.').waitFor();
    await becomes(secret, ['POST', '/calls'], 'missing_scope');
    await button(page, 'Undo').click();
    await page.getByText('The scopes are back.').waitFor();
    await becomes(secret, ['POST', '/calls'], 'scope_held');
    await close();
    expect(complaints).to.deep.equal([]);
  }).timeout(30_000);

  it('explains a check of a key', async () => {
    const { id } = await web.world.createKey(['sms:send'], 'explained');
    const { page, complaints, close } = await open('/try');
    await page.getByRole('combobox', { name: 'API key' }).fill('explained');
    await page.getByRole('option', { name: `explained (${id})` }).click();
    await page.getByRole('textbox', { name: 'Path' }).fill('/sms/1');
    await button(page, 'Check').click();
    await page.getByRole('heading', { name: 'Allowed' }).waitFor();
    await page.getByRole('textbox', { name: 'Path' }).fill('/account/balance');
    await button(page, 'Check').click();
    await page.getByText('missing_scope').waitFor();
    await page.getByText('account:read').first().waitFor();
    await close();
    expect(complaints).to.deep.equal([]);
  }).timeout(20_000);
});

function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: name !== 'General' && name !== 'Channels' && name !== 'Web SDK' });
}

/** Copies the secret as a person would, and closes the dialog that shows it. */
async function storeSecret(page: Page, act: () => Promise<void>): Promise<string> {
  await act();
  await page.getByRole('button', { name: 'Copy the secret' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(await page.getByTestId('secret').innerText()).to.equal(copied);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await page.getByRole('button', { name: 'Rotate' }).waitFor();
  return copied;
}

/** Uses are written in the background. */
async function becomesUsed({ world }: WebWorld, id: string): Promise<void> {
  const endsAt = Date.now() + 15_000;
  while (Date.now() < endsAt) {
    const { body } = await world.call('GET', `/v1/api-keys/${id}/usage`);
    if (JSON.stringify(body['unusedScopes']) === '["voice:call"]') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the use of the key was not written');
}
