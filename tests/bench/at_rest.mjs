// What the server costs when nobody asks, how fast it starts, and what its readers feel while others sign in.
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { anonymous_mb, at_rest, headers_for, load, median, start_lumbar } from './servers.mjs';
import { demo_password } from '../kit/server.mjs';

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

// Reads beside eight desks that sign in one after the other, with an asker that takes little of the cores itself; in turns with
// reads alone.
export async function sign_in_storm(build, work, clinic, rounds) {
  const server = await start_lumbar(build, clinic.data, clinic.url);
  const headers = await headers_for(work, 'storm', server.base, 'amara');
  const knock = { plan: path.join(work, 'sign_in.plan'), headers: path.join(work, 'headers.sign_in') };
  writeFileSync(knock.plan, `POST\t/api/v1/session\t${JSON.stringify({ login: 'desk', password: demo_password })}\n`);
  writeFileSync(knock.headers, 'Host: 127.0.0.1\nAccept: application/json\nOrigin: http://127.0.0.1\nSec-Fetch-Site: same-origin\n');
  const seconds = 1, ask = () => load(build, server, path.join(clinic.plans, 'mixed'), { headers, connections: 8, rate: 500, seconds });
  const alone = [], beside = [], storms = [];
  await at_rest(server);
  for (let round = 0; round < rounds; round++) {
    alone.push(await ask());
    const [storm, reads] = await Promise.all([load(build, server, knock.plan, { headers: knock.headers, connections: 8, seconds: seconds + 0.3 }), ask()]);
    storms.push(storm);
    beside.push(reads);
  }
  await server.stop();
  const p99 = runs => median(runs.map(run => run.p99));
  const refused = storms.reduce((all, storm) => all + Object.values(storm.refused).reduce((a, b) => a + b, 0), 0);
  return [`reads, 500 a second, p99 during a storm of sign-ins / alone: ${(p99(beside) / 1000).toFixed(2)} / ${(p99(alone) / 1000).toFixed(2)} ms, ` +
    `${median(beside.map((run, i) => run.p99 / alone[i].p99)).toFixed(2)} times (${median(storms.map(storm => storm.rate)).toFixed(0)} sign-ins a second, ${refused} refused)`];
}
