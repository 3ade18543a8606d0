import { expect } from 'chai';
import { signIn, visit } from '../support/browser.js';
import { query } from '../support/query.js';
import { inBrowser, startWebWorld } from '../support/web-world.js';
import type { WebWorld } from '../support/web-world.js';

inBrowser('The audit trail and endpoints on the admin page', (server) => {
  let web: WebWorld;
  before(async () => {
    web = await startWebWorld(await server.createDatabase());
  });
  after(() => web.stop());

  const open = async (path: string) => {
    const visitor = await visit(web.browser, web.world.replica.httpUrl);
    await signIn(visitor.page, web.world.administratorKey, path);
    return visitor;
  };

  it('say who changed what, before and after, also by SQL, and are found by key, actor, kind and time', async () => {
    const { id } = await web.world.createKey(['sms:send'], 'Watched');
    const edit = { body: { name: 'Renamed', scopes: ['voice:call'] }, headers: { 'if-match': '*' } };
    const edited = await web.world.call('PATCH', `/v1/api-keys/${id}`, edit);
    await query(web.world.database.url, `SELECT scopegate.define_scope('fax:send', 'Channels', 'Send fax.')`);
    const { page, complaints, close } = await open(`/keys/${id}`);
    await page.getByRole('link', { name: 'Changes of this key' }).click();
    const change = page.getByRole('article', { name: `Revision ${String(edited.body['revision'])}` });
    await change.getByText('First administrator').waitFor();
    await change.getByText('Removed scope sms:send of Renamed').waitFor();
    await change.getByText('Added scope voice:call of Renamed').waitFor();
    await change.getByRole('button', { name: 'Details: Changed API key Renamed' }).click();
    expect(await change.locator('del').allInnerTexts()).to.deep.equal(['Watched']);
    expect(await change.locator('ins').allInnerTexts()).to.deep.equal(['Renamed']);

    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByLabel('Search').fill('FAX:SEND');
    await page.getByText('1–1 of 1').waitFor();
    await page.getByText('Added scope fax:send').waitFor();
    await page.getByText('by SQL, as database user').waitFor();
    await page.getByLabel('Search').fill('');
    await page.getByRole('combobox', { name: 'Action' }).click();
    await page.getByRole('option', { name: 'Removed' }).click();
    // The other one is the owner, which may name no actor once the server has a role of its own.
    await page.getByText('1–2 of 2').waitFor();
    await page.getByText('Removed scope sms:send').waitFor();
    await page.getByLabel('Until', { exact: true }).fill('2001-01-01T00:00');
    await page.getByText('No change matches').waitFor();
    await close();
    expect(complaints).to.deep.equal([]);
  }).timeout(30_000);

  it('an endpoint says what it asks for and who can call it, and leads to a check of it', async () => {
    const { id } = await web.world.createKey(['message:send'], 'By implication');
    const { page, complaints, close } = await open('/endpoints');
    await page.getByLabel('Search').fill('/sms');
    await page.getByRole('link', { name: 'POST /sms', exact: true }).click();
    const needs = page.getByRole('region', { name: 'What it asks for' });
    await needs.getByRole('link', { name: 'sms:send' }).waitFor();
    await needs.getByRole('link', { name: 'message:send' }).waitFor();
    const callers = page.getByRole('region', { name: 'Who can call it' });
    await callers.getByLabel('Search').fill('by impl');
    await callers.getByText('1–1 of 1').waitFor();
    await callers.getByRole('link', { name: 'By implication' }).click();
    await page.getByRole('link', { name: 'Try a check with it' }).click();
    expect(await page.getByRole('combobox', { name: 'API key' }).inputValue()).to.contain(id);
    await page.getByRole('textbox', { name: 'Path' }).fill('/sms/1');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('heading', { name: 'Allowed' }).waitFor();
    await close();
    expect(complaints).to.deep.equal([]);
  }).timeout(20_000);
});
