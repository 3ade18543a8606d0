import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { signIn, visit } from '../support/browser.js';
import { AUDIENCE, startTokenIssuer } from '../support/token-issuer.js';
import type { TokenIssuer } from '../support/token-issuer.js';
import { inBrowser, startWebWorld } from '../support/web-world.js';
import type { WebWorld } from '../support/web-world.js';

inBrowser('OAuth issuers on the admin page', (server) => {
  let web: WebWorld;
  let tokens: TokenIssuer;
  before(async () => {
    web = await startWebWorld(await server.createDatabase());
    tokens = await startTokenIssuer();
  });
  after(async () => {
    await web.stop();
    await tokens.stop();
  });

  /** Waits until decisions follow; they do within a poll of the database. */
  const becomes = async (authorization: string, path: string, expected: string): Promise<void> => {
    const endsAt = Date.now() + 5000;
    const ask = (): Promise<string> => web.world.replica.outcome({ authorization, method: 'POST', path });
    while ((await ask()) !== expected && Date.now() < endsAt) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await ask()).to.equal(expected);
  };

  it('are added by the form, get clients, translate scopes, are disabled and removed, and decisions follow', async () => {
    const { page, complaints, close } = await visit(web.browser, web.world.replica.httpUrl);
    const click = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
    const field = (name: string): Locator => page.getByRole('textbox', { name });
    const authorization = `Bearer ${await tokens.token({ scope: 'voice:call texts' })}`;
    await signIn(page, web.world.administratorKey, '/issuers');
    await page.getByText('No issuers yet').waitFor();
    await page.getByRole('link', { name: 'Add issuer' }).click();
    await click('Add issuer');
    await page.getByText('Give the issuer a name.').waitFor();
    await field('Name').fill('Login');
    await field('Issuer').fill('http://login.example.com');
    await field('Audience').fill(AUDIENCE);
    await field('Address of its keys').fill(`${tokens.url}/jwks`);
    await click('Add issuer');
    await page.getByText(/^issuer: must be an https URL/).waitFor();
    await field('Issuer').fill(tokens.url);
    await click('Add issuer');
    await page.getByText('every token of this issuer is refused until a client is added').waitFor();
    await becomes(authorization, '/calls', 'unknown_credential');

    await click('Add client');
    await field('Client id').fill('a');
    const granted = page.getByRole('combobox', { name: 'Scopes granted here' });
    for (const scope of ['voice:call', 'sms:send']) {
      await granted.fill(scope);
      await page.getByRole('option', { name: scope, exact: true }).click();
    }
    await page.keyboard.press('Tab');
    await click('Save client');
    await page.getByRole('region', { name: 'Client a' }).getByText('sms:send, voice:call').waitFor();
    await becomes(authorization, '/calls', 'scope_held');
    await becomes(authorization, '/sms', 'missing_scope');

    await click('Translate a scope');
    await field('Theirs, line 1').fill('texts');
    await page.getByRole('combobox', { name: 'Ours, line 1' }).fill('sms:send');
    await page.getByRole('option', { name: 'sms:send', exact: true }).click();
    await click('Save changes');
    await page.getByText('Saved. Decisions follow at once.').first().waitFor();
    await becomes(authorization, '/sms', 'scope_held');
    await becomes(authorization, '/calls', 'missing_scope');

    await click('Disable');
    await page.getByRole('button', { name: 'Enable', exact: true }).waitFor();
    await becomes(authorization, '/sms', 'unknown_credential');
    await click('Remove a');
    await click('Keep it');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await click('Remove a');
    await click('Remove the client');
    await page.getByText('every token of this issuer is refused until a client is added').waitFor();
    await click('Remove');
    await click('Remove the issuer');
    await page.getByText('No issuers yet').waitFor();
    await close();
    // A rejected save is an error of the network to the browser.
    expect(complaints.filter((complaint) => !complaint.includes('400 (Bad Request)'))).to.deep.equal([]);
  }).timeout(40_000);
});
