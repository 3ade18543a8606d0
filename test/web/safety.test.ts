import { expect } from 'chai';
import { follow, settle, signIn, visit } from '../support/browser.js';
import { inBrowser, startWebWorld } from '../support/web-world.js';
import type { WebWorld } from '../support/web-world.js';

const SCRIPT = `"><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}javascript:alert(3)`;

const TEXT_FIELDS =
  'main :is(input[type=text], input[type=password], input:not([type]), textarea):not([readonly]):visible';

inBrowser('the safety of the admin page', (server) => {
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
  /** The browser itself reports answers of 400 and above; these were provoked. */
  const unexpected = (complaints: readonly string[]): string[] =>
    complaints.filter((complaint) => !complaint.startsWith('Failed to load resource'));

  it('keeps what was typed when the session ends, and goes on after signing in again', async () => {
    const { page, context, complaints, close } = await open('/keys/new');
    await page.getByLabel('Name').fill('half done');
    const url = web.world.replica.httpUrl;
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const session = (await (await fetch(`${url}/v1/session`, { headers: { cookie } })).json()) as { csrfToken: string };
    const ended = await fetch(`${url}/v1/session`, {
      method: 'DELETE',
      headers: { cookie, 'x-csrf-token': session.csrfToken },
    });
    expect(ended.status).to.equal(204);
    await page.getByRole('button', { name: 'General' }).click();
    await page.getByLabel('account:read').check();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.getByRole('textbox', { name: 'API key' }).fill(web.world.administratorKey);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Name').inputValue()).to.equal('half done');
    await page.getByRole('button', { name: 'Create API key' }).click();
    await page.getByTestId('secret').waitFor();
    await close();
    expect(unexpected(complaints)).to.deep.equal([]);
  }).timeout(20_000);

  it('says why a save failed and keeps the form: a wrong address, and a key that changed meanwhile', async () => {
    const { id, etag } = await web.world.createKey(['sms:send'], 'contended');
    const { page, complaints, close } = await open(`/keys/${id}/edit`);
    await page.getByLabel('Name').fill('mine');
    await page.getByRole('combobox', { name: 'Allowed IP addresses' }).fill('not-an-address');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('alert').getByText('Not saved').waitFor();
    await page.locator('.mantine-Pill-remove').click();
    const theirs = { body: { name: 'theirs' }, headers: { 'if-match': etag } };
    expect((await web.world.call('PATCH', `/v1/api-keys/${id}`, theirs)).status).to.equal(200);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page
      .getByRole('alert')
      .getByText(/changed|version|read/i)
      .first()
      .waitFor();
    expect(await page.getByLabel('Name').inputValue()).to.equal('mine');
    expect((await web.world.call('GET', `/v1/api-keys/${id}`)).body['name']).to.equal('theirs');
    await close();
    expect(unexpected(complaints)).to.deep.equal([]);
  }).timeout(20_000);

  it('says that a sign-in failed', async () => {
    const { page, close } = await visit(web.browser, web.world.replica.httpUrl);
    await page.goto('/');
    await page.getByRole('textbox', { name: 'API key' }).fill('sgk_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Not signed in').waitFor();
    await close();
  }).timeout(20_000);

  it('runs no script from the fields of the sign-in', async () => {
    const { page, complaints, close } = await visit(web.browser, web.world.replica.httpUrl);
    await page.goto(`/?${encodeURIComponent(SCRIPT)}#${SCRIPT}`);
    await page.getByRole('textbox', { name: 'API key' }).fill(SCRIPT);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Not signed in').waitFor();
    await page.getByText('User name', { exact: true }).click();
    for (const name of ['User name', 'Password']) await page.getByRole('textbox', { name }).fill(SCRIPT);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await settle(page);
    await page.getByRole('alert').getByText('Not signed in').waitFor();
    expect(await page.locator('img, main script').count()).to.equal(0);
    await close();
    expect(unexpected(complaints)).to.deep.equal([]);
  }).timeout(20_000);

  it('takes no script for a date', async () => {
    const { page, complaints, close } = await open('/keys/new');
    const dates = page.locator('input[type=datetime-local]');
    await dates.nth(1).waitFor();
    expect(await dates.count()).to.equal(2);
    for (const date of await dates.all()) {
      await date.evaluate((input, text) => {
        (input as unknown as { value: string }).value = text;
      }, SCRIPT);
      expect(await date.inputValue()).to.equal('');
    }
    await close();
    // What the browser says of such a value; that is all that becomes of it.
    const others = unexpected(complaints).filter((complaint) => !complaint.includes('does not conform'));
    expect(others).to.deep.equal([]);
  }).timeout(20_000);

  it('runs no script from any text field', async () => {
    const { page, complaints, close } = await open('/keys/new');
    await page.getByLabel('Name').fill(SCRIPT);
    await page.getByRole('combobox', { name: 'Allowed IP addresses' }).fill(SCRIPT);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'General' }).click();
    await page.getByLabel('account:read').check();
    await page.getByRole('button', { name: 'Create API key' }).click();
    await page.getByRole('alert').waitFor();
    for (const pill of await page.locator('.mantine-Pill-remove').all()) await pill.click().catch(() => undefined);
    const { id } = await web.world.createKey(['account:read'], SCRIPT);
    const issuer = `issuer ${SCRIPT}`;
    const body = {
      name: issuer,
      issuer: 'https://x.example.com',
      audience: SCRIPT,
      jwksUri: 'https://x.example.com/k',
    };
    expect((await web.world.call('POST', '/v1/oauth-issuers', { body })).status).to.equal(201);
    const client = { issuer, clientId: SCRIPT };
    expect((await web.world.call('POST', '/v1/oauth-clients', { body: client })).status).to.equal(201);
    const user = { login: 'scripted', password: 'a long enough one', name: SCRIPT };
    expect((await web.world.call('POST', '/v1/users', { body: user })).status).to.equal(201);
    await web.world.call('PUT', '/v1/roles/scripted', { body: { description: SCRIPT, scopes: ['account:read'] } });
    const peoplePages = [
      '/users',
      '/users?new',
      '/roles',
      '/roles?new',
      '/roles/scripted',
      '/users/scripted',
      '/audit',
    ];
    const keyPages = ['/keys', `/keys/${id}`, `/keys/${id}/edit`];
    const issuerPages = ['/issuers', '/issuers/new', `/issuers/${encodeURIComponent(issuer)}`];
    for (const path of [...keyPages, ...issuerPages, ...peoplePages, '/scopes', '/endpoints', '/try']) {
      await follow(page, path);
      await settle(page);
      for (const field of await page.locator(TEXT_FIELDS).all()) {
        await field.fill(SCRIPT, { timeout: 2000 });
      }
      const submit = page.getByRole('button', { name: /^(Save changes|Add (issuer|user|role)|Check)$/ });
      if ((await submit.count()) > 0) await submit.first().click();
      await settle(page);
    }
    await follow(page, `/endpoints?scope=${encodeURIComponent(SCRIPT)}`);
    await settle(page);
    await follow(page, `/keys/${encodeURIComponent(SCRIPT)}`);
    await settle(page);
    expect(await page.locator('img, main script').count()).to.equal(0);
    await close();
    expect(unexpected(complaints)).to.deep.equal([]);
  }).timeout(60_000);

  it('cannot be framed by another site, and runs nothing that it did not bring', async () => {
    const url = web.world.replica.httpUrl;
    const ofPage = { headers: { accept: 'text/html' } };
    const { status, headers } = await fetch(url, ofPage);
    expect(status).to.equal(200);
    expect(headers.get('x-frame-options')).to.equal('DENY');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).to.contain("frame-ancestors 'none'").and.contain("default-src 'none'");
    expect(policy).not.to.contain('unsafe');
    expect(headers.get('cache-control')).to.match(/no-(store|cache)/);
    const asset = /src="(\/assets\/[^"]+)"/.exec(await (await fetch(url, ofPage)).text())?.[1] ?? '';
    expect((await fetch(url + asset)).headers.get('cache-control')).to.contain('immutable');
    const context = await web.browser.newContext();
    const page = await context.newPage();
    await page.setContent(`<iframe src="${url}/"></iframe>`);
    await page.waitForTimeout(500);
    expect(await page.frames()[1]?.locator('#root').count()).to.equal(0);
    await page.goto(url);
    await page.evaluate(
      `const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);`,
    );
    expect(await page.evaluate('window.ran')).to.equal(undefined);
    await context.close();
  }).timeout(20_000);

  it('can be used with the keyboard alone', async () => {
    const { page, complaints, close } = await open('/keys/new');
    await page.reload();
    await page.getByRole('heading', { name: 'Create API key' }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('Create API key');
    await page.getByLabel('Name').focus();
    await page.keyboard.type('by keyboard');
    await page.getByLabel('Search scopes').focus();
    await page.keyboard.type('account:read');
    await page.getByLabel('account:read').waitFor();
    for (let step = 0; step < 10 && !(await page.getByLabel('account:read').evaluate(isFocused)); step += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Space');
    expect(await page.getByLabel('account:read').isChecked()).to.equal(true);
    await page.getByLabel('Name').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'I have stored it' }).focus();
    await page.keyboard.press('Escape');
    await page.getByTestId('secret').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Revoke' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Revoke this key?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await close();
    expect(complaints).to.deep.equal([]);
  }).timeout(20_000);
});

const isFocused = (element: { matches(selector: string): boolean }): boolean => element.matches(':focus');
