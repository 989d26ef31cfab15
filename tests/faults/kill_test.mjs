import { expect } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { Ledger } from './ledger.mjs';
import { command } from './store.mjs';

const kills = Math.ceil(Number(process.env.LUMBAR_KILLS ?? 20) / 2);  // on each back end

test(`nothing acknowledged is lost over ${kills} kills`, async ({ make, random }) => {
  const server = await make('--demo').start();
  const ledger = new Ledger(server, random);
  await ledger.prepare();
  for (let kill = 1; kill <= kills; kill++) {
    // Every fifth one meets the start: at most on the way there, and then the load has nothing to lose.
    if (kill % 5 === 0) {
      await server.kill();
      server.spawn();
      await pause(random() * 150);
    } else {
      ledger.begin();
      await pause(50 + random() * 1000);
    }
    await server.kill();
    await ledger.stop();
    await server.start();
    await ledger.verify();
    const sound = await command(server, 'check');
    expect(sound.code === 0, `after a kill: ${sound.text}`);
    if (kill % 100 === 0) console.log(`      ${kill} kills: all there`);
  }
  const { clients, bookings, drafts, refused } = ledger;
  const saves = drafts.reduce((sum, d) => sum + d.acknowledged, 0);
  console.log(`      ${kills} kills: ${clients.length} registrations, ${bookings.length} bookings (${refused} refused as taken), ${saves} autosaves, all there`);
  expect(clients.length > kills && bookings.length > kills && saves > kills, 'the load wrote something in every life of the server');
  ledger.close();
});
