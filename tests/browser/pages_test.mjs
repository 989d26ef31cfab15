// Every page in light and dark at three sizes passes the checks that hold everywhere.
import { Api } from '../kit/api.mjs';
import { check_page, open_window, shoot, sign_in, sizes } from './kit.mjs';

for (const theme of ['light', 'dark'])
  for (const size of Object.keys(sizes))
    test(`every page, ${theme}, ${size}`, async ({ browser, server }) => {
      const { base } = server;
      const desk = await new Api(base).sign_in('desk');
      const [client] = (await desk.get('/clients?limit=1')).json;
      desk.close();
      const pages = {
        desk: ['/board', '/clients', '/clients/new', '/intake'],
        amara: ['/board', `/clients/${client.id}`, '/notes'],
        owner: ['/admin/plugins', '/admin/users', '/admin/audit', '/admin/settings', '/account', '/nowhere'],
      };
      const stranger = await open_window(browser, { size, theme, expected: [/status of 401/] });
      await stranger.goto(`${base}/sign-in`);
      await stranger.getByLabel('Sign-in name').waitFor();
      await check_page(stranger, '/sign-in');
      for (const [login, paths] of Object.entries(pages)) {
        const page = await open_window(browser, { size, theme });
        await sign_in(page, base, login);
        for (const path of paths) {
          await page.goto(base + path);
          await page.locator('main h1').waitFor();
          await page.waitForTimeout(400);
          await check_page(page, `${login} ${path}`);
          await shoot(page, `${login}${path.replace(/\W+/g, '-').slice(0, 24)}-${size}-${theme}`);
        }
        await page.context().close();
      }
    });
