// A plugin comes, and its next versions, while a real server serves and is asked without a pause.
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { Growing, line_of_grows } from '../kit/growing.mjs';
import { pause } from '../kit/server.mjs';

const desks = 6;
// On an empty database it goes through: `lumbar plugin add` has nothing against it. The clinic has many a word twice.
const failing = { '0004_once.sql': 'DELETE FROM grows_marks;\nCREATE UNIQUE INDEX grows_words_once ON grows_words (word);\n' };

// Desks that read and write until stop(). `seen` counts answers by version, and all that is no such answer.
function at_work(server) {
  const seen = { 1: 0, 2: 0, written: 0, wrong: [] };
  let going = true;
  const one = async writes => {
    const api = await new Api(server.base, { connections: 1 }).sign_in('owner');
    while (going) {
      const answer = await (writes ? api.post('/grows/words', { word: 'busy' }) : api.get('/grows/words')).catch(error => ({ text: String(error) }));
      const version = answer.status === 200 ? answer.json.version : 0;
      if (version) seen[version]++;
      else seen.wrong.push(`${answer.status} ${answer.text}`);
      if (version && writes) seen.written++;
    }
    api.close();
  };
  const all = Array.from({ length: desks }, (_, i) => one(i % 2 === 0));
  const more = async (version, count) => {
    for (const wanted = seen[version] + count; seen[version] < wanted && !seen.wrong.length;) await pause(10);
  };
  const written = async count => {
    while (seen.written < count && !seen.wrong.length) await pause(10);
  };
  return { seen, more, written, stop: async () => { going = false; await Promise.all(all); } };
}

test('a plugin is added, found and upgraded while desks work, and a version that fails is noticed by none of them', async ({ start, binary }) => {
  const growing = new Growing(binary);
  try {
    const server = await start('--demo', ...growing.options);
    const owner = await new Api(server.base).sign_in('owner');
    expect(!(await line_of_grows(owner)), 'there is no such plugin yet');
    growing.add(server, 1);
    const found = expect_answer(await owner.post('/plugins/look'), 200);
    expect(found.find(p => p.id === 'grows')?.state === 'disabled', `found as ${JSON.stringify(found)}`);
    expect_answer(await owner.post('/plugins/grows/enable'), 200);

    const work = at_work(server);
    await work.more(1, 100);
    await work.written(2);
    growing.add(server, 2, failing);
    expect_answer(await owner.post('/plugins/look'), 200);
    const refused = await owner.post('/plugins/grows/upgrade');
    expect_answer(refused, 409, 'plugin_refused');
    expect(refused.json.detail.includes('0004_once.sql'), refused.json.detail);
    await work.more(1, 100);
    expect(work.seen[2] === 0, 'the new version does not answer');
    expect((await line_of_grows(owner)).waiting.reason.includes('nothing was changed'), 'the page says why');

    growing.add(server, 2);
    expect_answer(await owner.post('/plugins/look'), 200);
    const line = await line_of_grows(owner);
    expect(line.version === '1.0.0' && line.waiting.ready && line.waiting.migrations.length === 2, JSON.stringify(line.waiting));
    expect_answer(await owner.post('/plugins/grows/upgrade'), 200);
    await work.more(2, 100);
    await work.stop();
    const { seen } = work;
    expect(seen.wrong.length === 0, `${seen.wrong.length} requests were answered by neither: ${seen.wrong.slice(0, 3).join('; ')}`);
    const { version, words } = expect_answer(await owner.get('/grows/words'), 200);
    expect(version === 2 && words === seen.written + 2, `${words} words of ${seen.written} written and two starts`);
    console.log(`      ${seen[1]} answers by the old version, ${seen[2]} by the new, ${seen.written} of them writes`);

    let said = '';
    try { growing.add(server, 1); } catch (error) { said = error.stderr; }
    expect(said.includes('may not fit the older 1.0.0'), `an older package is put down: ${said}`);
  } finally {
    growing.remove();
  }
});
