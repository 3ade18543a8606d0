import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { signIn, visit } from '../support/browser.js';
import { inBrowser, startWebWorld } from '../support/web-world.js';
import type { WebWorld } from '../support/web-world.js';

inBrowser('The overview on the admin page', (server) => {
  let web: WebWorld;
  before(async () => {
    web = await startWebWorld(await server.createDatabase());
  });
  after(() => web.stop());

  /** The second line of a figure, which counts from the start. */
  const counted = async (page: Page, name: string): Promise<number> => {
    const figure = page.getByText(name, { exact: true }).first().locator('..');
    return Number.parseInt(await figure.getByText('in all').innerText(), 10);
  };

  it('follows decisions by itself: how many, how many denied, why, the revision, and draws them', async () => {
    const { id, secret } = await web.world.createKey(['sms:send']);
    const { page, complaints, close } = await visit(web.browser, web.world.replica.httpUrl);
    await signIn(page, web.world.administratorKey);
    await page.getByText('in all').first().waitFor();
    const before = { all: await counted(page, 'Decisions per second'), denied: await counted(page, 'Denied') };
    const ask = (path: string): Promise<string> =>
      web.world.replica.outcome({ authorization: `App ${secret}`, method: 'POST', path });
    for (let call = 0; call < 30; call++) {
      expect(await ask('/sms')).to.equal('scope_held');
      expect(await ask('/calls')).to.equal('missing_scope');
    }
    const endsAt = Date.now() + 6000;
    while ((await counted(page, 'Denied')) < before.denied + 30 && Date.now() < endsAt) await page.waitForTimeout(100);
    expect(await counted(page, 'Denied')).to.be.at.least(before.denied + 30);
    expect(await counted(page, 'Decisions per second')).to.be.at.least(before.all + 60);
    const reasons = page.getByRole('region', { name: 'By reason' });
    for (const reason of ['allow scope held', 'deny missing scope']) await reasons.getByText(reason).waitFor();
    expect(await page.getByText(/^\d+ µs$|ms$/).count(), 'latencies').to.be.greaterThan(0);

    const { body } = await web.world.call('POST', `/v1/api-keys/${id}/disable`);
    const revision = page.getByText('Revision', { exact: true }).locator('..');
    await revision.getByText(String(body['revision']), { exact: true }).waitFor();
    const drawn = await page.locator('svg.chart path, svg.chart polyline').first().getAttribute('d');
    await page.waitForTimeout(2500);
    expect(await page.locator('svg.chart path, svg.chart polyline').first().getAttribute('d')).not.to.equal(drawn);
    await close();
    expect(complaints).to.deep.equal([]);
  }).timeout(30_000);
});
