// /metrics: what Prometheus reads, who may, and that it knows nothing of clients.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';

const nobody = { given_name: '', family_name: '', preferred_name: '', pronouns: '', phone: '', email: '', address: '', emergency_contact: '',
  note: '' };
const secret = 'river-stone-lavender-0123456789abcdef';

// Sends a head that is refused before a route is known, and waits for the end.
const refused_head = (port, head) => new Promise((resolve, reject) => {
  const socket = net.connect(port, '127.0.0.1', () => socket.write(head));
  socket.on('error', reject).on('close', resolve).resume();
});

test('/metrics is accepted by promtool, counts by template, and is told to nobody without its secret', async ({ start, binary }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lumbar-metrics-'));
  const token = path.join(folder, 'token'), settings = path.join(folder, 'lumbar.toml');
  try {
    writeFileSync(token, `${secret}\n`, { mode: 0o600 });
    writeFileSync(settings, `[metrics]\ntoken_file = "${token}"\n`);
    const server = await start('--demo', '--config', settings);
    const desk = await new Api(server.base).sign_in('desk');
    const stranger = new Api(server.base);
    const ask = authorization => fetch(`${server.base}/metrics`, { headers: authorization ? { authorization } : {} });

    const name = 'Zanthippe';
    const made = expect_answer(await desk.post('/clients', { ...nobody, given_name: name }), 201);
    for (let i = 0; i < 3; i++) expect_answer(await desk.get(`/clients/${made.id}`), 200);
    expect_answer(await stranger.get(`/clients/${made.id}`), 401);
    expect_answer(await desk.get(`/nothing/${encodeURIComponent(name)}`), 404);

    for (const head of ['GET /livez HTTP/1.1\r\n\r\n', 'GET /livez HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n\r\n']) await refused_head(server.port, head);

    for (const wrong of ['', 'Bearer', 'Bearer ', `Bearer ${secret}x`, `Bearer ${secret.slice(1)}`, `Basic ${secret}`])
      expect((await ask(wrong)).status === 401, `refused: ${wrong}`);
    const signed_in = await fetch(`${server.base}/metrics`, { headers: { cookie: desk.cookie } });
    expect(signed_in.status === 401 && !(await signed_in.text()).includes('lumbar_'), 'a sign-in opens nothing here');

    const answer = await ask(`Bearer ${secret}`);
    const text = await answer.text();
    expect(answer.status === 200 && answer.headers.get('content-type').startsWith('text/plain; version=0.0.4'), `${answer.status}`);
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8', timeout: 60_000 });
    expect(checked.status === 0 && checked.stdout + checked.stderr === '', `promtool: ${checked.stdout}${checked.stderr}`);
    const bad = spawnSync('promtool', ['check', 'metrics'], { input: 'lumbar{ 1\n', timeout: 60_000 });
    expect(bad.status > 0, 'promtool looks');

    const value = line => Number(text.split('\n').find(l => l.startsWith(`${line} `))?.split(' ').at(-1));
    const of_client = 'method="GET",route="/api/v1/clients/{client}"';
    expect(value(`lumbar_http_requests_total{${of_client},status="2xx"}`) === 3, 'three answers by template');
    expect(value(`lumbar_http_requests_total{${of_client},status="4xx"}`) === 1, 'and a refusal');
    expect(value(`lumbar_http_request_duration_seconds_count{${of_client}}`) === 4, 'each with its duration');
    expect(value('lumbar_http_refused_total{code="expectation_not_known"}') === 1, 'what no route has seen is counted');
    expect(value('lumbar_http_refused_total{code="one_host_needed"}') === 1, 'each by its code');
    expect(value('lumbar_writes_total') >= 1 && value('lumbar_write_batches_total') >= 1, 'writes are counted');
    expect(value('lumbar_database_readable') === 1, 'the outbox was asked');
    for (const named of ['lumbar_build_info{', 'lumbar_writes_waiting ', 'lumbar_queue_refusals_total ', 'lumbar_database_connections{',
      'lumbar_event_stream_windows ', 'lumbar_handler_faults_total{'])
      expect(text.includes(`\n${named}`), named);
    for (const told of [name, made.id, '127.0.0.1', 'Dana']) expect(!text.includes(told), `${told} is nobody's business`);

    const bad_files = [[`${secret}\n`, 0o644, 'read by others'], ['short\n', 0o600, 'at least 32'], [`${secret}\n${secret}\n`, 0o600, 'one line']];
    for (const [content, mode, says] of bad_files) {
      rmSync(token);
      writeFileSync(token, content, { mode });
      const options = ['serve', '--check-config', '--config', settings, '--data', path.join(folder, 'data')];
      const told = spawnSync(binary, options, { encoding: 'utf8', timeout: 60_000 });
      expect(told.status === 1 && told.stderr.startsWith(`lumbar: ${settings}:2: metrics.token_file`) && told.stderr.includes(says), told.stderr);
    }
    for (const one of [desk, stranger]) one.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('without a secret in the settings there is no /metrics', async ({ start }) => {
  const server = await start('--demo');
  for (const headers of [{}, { authorization: `Bearer ${secret}` }, { authorization: 'Bearer ' }])
    expect((await fetch(`${server.base}/metrics`, { headers })).status === 404, 'off');
});
