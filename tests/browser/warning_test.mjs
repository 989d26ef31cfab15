// What a server that goes without something tells, and whom.
import { expect } from '../kit/expect.mjs';
import { Server } from '../kit/server.mjs';
import { check_page, open_window, settled, shoot, sign_in } from './kit.mjs';

test('in safe mode an admin is warned on every page, and nobody else', async ({ browser, binary }) => {
  const server = await new Server(binary, ['--demo', '--safe-mode']).start();
  const warning = page => page.getByRole('status').filter({ hasText: 'safe mode' });
  try {
    const owner = await open_window(browser);
    await sign_in(owner, server.base, 'owner');
    for (const place of ['/board', '/admin/plugins']) {
      await owner.goto(server.base + place);
      await warning(owner).waitFor();
      await settled(owner);
      await check_page(owner, `${place} with a warning`);
    }
    await shoot(owner, '30-safe-mode');
    const desk = await open_window(browser);
    await sign_in(desk, server.base, 'desk');
    await settled(desk);
    expect(await warning(desk).count() === 0, 'the desk is not warned');
  } finally {
    await server.stop();
    server.remove();
  }
});
