// What the server costs when nobody asks, how fast it starts, and what its readers feel while others sign in.
import net from 'node:net';
import path from 'node:path';
import { anonymous_mb, at_rest, headers_for, load, median, start_lumbar } from './servers.mjs';
import { Api } from '../kit/api.mjs';

export async function idle_and_start(build, clinic) {
  const starts = [], lines = [];
  for (let i = 0; i < 5; i++) {
    const server = await start_lumbar(build, clinic.data, clinic.url);
    starts.push(server.started_in);
    if (i === 4) {
      await at_rest(server);
      const idle = anonymous_mb(server);
      const sockets = await Promise.all(Array.from({ length: 1000 }, () => new Promise((resolve, reject) => {
        const one = net.connect(server.port, '127.0.0.1', () => one.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n'));
        one.once('data', () => resolve(one));
        one.once('error', reject);
      })));
      lines.push(`idle: ${idle.toFixed(1)} MB anonymous; ${((anonymous_mb(server) - idle) * 1024 / sockets.length).toFixed(1)} KB for each idle connection`);
      for (const one of sockets) one.destroy();
    }
    await server.stop();
  }
  lines.push(`start to the first answer with data there: ${median(starts).toFixed(0)} ms`);
  return lines;
}

export async function sign_in_storm(build, work, clinic, seconds) {
  const server = await start_lumbar(build, clinic.data, clinic.url);
  const headers = await headers_for(work, 'storm', server.base, 'amara');
  const ask = () => load(build, server, path.join(clinic.plans, 'mixed'), { headers, connections: 8, rate: 500, seconds });
  const alone = await ask();
  let storming = true, signed_in = 0, turned_away = 0;
  const storm = Array.from({ length: 8 }, async () => {
    while (storming) {
      const api = new Api(server.base);
      await api.sign_in('desk').then(() => ++signed_in, () => ++turned_away);
      api.close();
    }
  });
  const beside = await ask();
  storming = false;
  await Promise.all(storm);
  await server.stop();
  return [`reads, 500 a second, p99 during a storm of sign-ins / before: ${(beside.p99 / 1000).toFixed(2)} / ${(alone.p99 / 1000).toFixed(2)} ms = ` +
    `${(beside.p99 / alone.p99).toFixed(2)} times (${(signed_in / seconds).toFixed(0)} sign-ins a second, ${turned_away} turned away)`];
}
