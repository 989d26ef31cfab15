// The measurement: node run.mjs BUILD WORK KEEP POSTGRESQL-URL [--quick]. run.sh calls it. Ratios are medians of interleaved rounds:
// each round asks Lumbar, the limit server and the naive way one after the other, so that what else the machine does hits all.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { prepared, prepared_postgresql } from './prepare.mjs';
import { differences } from './same_bytes.mjs';
import { anonymous_mb, headers_for, load, load_average, median, ports, start, start_lumbar } from './servers.mjs';
import { idle_and_start, sign_in_storm } from './at_rest.mjs';
import { crowded } from './crowd.mjs';
import { Api } from '../kit/api.mjs';

const [build, work, keep, postgresql] = process.argv.slice(2);
const quick = process.argv.includes('--quick');
const rounds = quick ? 2 : 3, seconds = quick ? 0.4 : 1, threads = 2;
const began = performance.now();
const said = text => console.log(text);
const fixed = (number, digits = 2) => Number.isFinite(number) ? number.toFixed(digits) : '-';
const time = us => us >= 1000 ? `${fixed(us / 1000, 1)} ms` : `${fixed(us, 0)} us`;
const part = title => said(`\n${title}   [${Math.round((performance.now() - began) / 1000)} s, load ${fixed(load_average(), 1)}]`);

// Asks each of `servers` for the plan, `rounds` times in turn; per server the runs.
async function in_turn(servers, plan, how) {
  const runs = Object.fromEntries(Object.keys(servers).map(name => [name, []]));
  if (!how.each) for (const server of Object.values(servers)) await load(build, server, plan, { headers: server.headers, seconds: quick ? 0.15 : 0.4, connections: 16 });
  for (let round = 0; round < rounds; round++)
    for (const [name, server] of Object.entries(servers)) runs[name].push(await load(build, server, plan, { headers: server.headers, seconds, ...how }));
  return runs;
}

const of = (runs, member) => median(runs.map(run => run[member]));
const ratio = (a, b, member) => median(a.map((run, i) => run[member] / b[i][member]));
function tell(name, connections, runs) {
  const { lumbar, limit, naive } = runs;
  const refused = Object.values(runs).flat().reduce((all, run) => all + Object.values(run.refused).reduce((a, b) => a + b, 0), 0);
  said(`  ${name.padEnd(18)} ${String(connections).padStart(2)}   ${fixed(ratio(lumbar, limit, 'rate')).padStart(6)} of the limit` +
    `   CPU ${fixed(ratio(lumbar, limit, 'cpu')).padStart(5)} times (${fixed(of(lumbar, 'cpu'), 1)} / ${fixed(of(limit, 'cpu'), 1)} us)` +
    (naive ? `   ${fixed(ratio(lumbar, naive, 'rate')).padStart(5)} times naive` : '') +
    `   p50 ${time(of(lumbar, 'p50'))} / ${time(of(limit, 'p50'))}   p99 ${time(of(lumbar, 'p99'))} / ${time(of(limit, 'p99'))}` +
    `   ${fixed(of(lumbar, 'rate'), 0)}/s` + (refused ? `   ${refused} REFUSED` : ''));
}

async function three(clinic, writes) {
  const lumbar = await start_lumbar(build, clinic.data, clinic.url);
  const file = name => writes ? writes[name].file : clinic.file;
  const limit = await start(`${build}/tests/bench/bench_limit`, [ports.limit, threads, clinic.file ? `sqlite://${file('limit')}` : clinic.url, ...writes ? ['write'] : []].map(String), ports.limit);
  const all = { lumbar, limit };
  if (clinic.file) all.naive = await start(`${build}/tests/bench/bench_naive`, [ports.naive, threads, file('naive')].map(String), ports.naive);
  for (const one of Object.values(all)) one.headers = lumbar.headers ??= await headers_for(work, 'lumbar', lumbar.base, 'amara');
  return { ...all, stop: () => Promise.all(Object.values(all).map(one => one.stop())) };
}

async function check_bytes(clinic, servers) {
  const signed_in = await new Api(servers.lumbar.base).sign_in('desk');
  const others = Object.fromEntries(Object.entries(servers).filter(([name]) => name === 'limit' || name === 'naive').map(([name, one]) => [name, new Api(one.base)]));
  for (const line of await differences(clinic.plans, signed_in, others)) said(`  NOT THE SAME: ${line}`);
  for (const one of [signed_in, ...Object.values(others)]) one.close();
}

// What desks see when something on the board has just changed: a room is written anew so often meanwhile that no kept board stands.
async function while_rooms_change(lumbar, measure) {
  const api = await new Api(lumbar.base).sign_in('owner');
  const room = (await api.get('/rooms')).json[0];
  let version = room.version, over = false;
  const changing = (async () => {
    while (!over) {
      const answer = await api.put(`/rooms/${room.id}`, { name: room.name, active: room.active }, version);
      if (answer.status >= 300) throw new Error(`a room could not be changed: ${answer.text}`);
      version++;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  })();
  const runs = await measure();
  over = true;
  await changing;
  api.close();
  return runs;
}

async function reads(size) {
  const clinic = await prepared(build, keep, size, path.join(work, `reads.${size}`));
  const servers = await three(clinic);
  const { lumbar, limit, naive } = servers;
  await check_bytes(clinic, servers);
  part(`Reads, SQLite, ${size} clients: Lumbar / limit`);
  const plans = [['ping', 'ping'], ['client', 'client'], ['search', 'search'], ['day, another each', 'day'], ...quick ? [] : [['day, the same', 'same_day'], ['mixed', 'mixed']]];
  for (const connections of quick ? [1, 64] : [1, 16, 64])
    for (const [name, plan] of quick && connections === 1 ? plans.slice(1, 3) : plans)
      tell(name, connections, await in_turn(quick && connections === 1 ? { lumbar, limit } : { lumbar, limit, naive }, path.join(clinic.plans, plan), { connections }));
  for (const connections of quick ? [64] : [1, 16, 64])
    tell('day, made anew', connections, await while_rooms_change(lumbar, () => in_turn({ lumbar, limit }, path.join(clinic.plans, 'day'), { connections })));
  part('Open loop, mixed reads, at 60 % of what the limit server does in closed loop');
  const mixed = path.join(clinic.plans, 'mixed');
  const most = median((await in_turn({ limit }, mixed, { connections: 64 })).limit.map(run => run.rate));
  const open = await in_turn({ lumbar, limit }, mixed, { connections: 64, rate: 0.6 * most, seconds: quick ? 0.7 : 2 });
  said(`  ${fixed(0.6 * most, 0)}/s: p99 ${time(of(open.lumbar, 'p99'))} / ${time(of(open.limit, 'p99'))} = ${fixed(ratio(open.lumbar, open.limit, 'p99'))} times,` +
    ` unanswered ${of(open.lumbar, 'unanswered')} / ${of(open.limit, 'unanswered')}`);
  said(`  memory after load: ${fixed(anonymous_mb(lumbar), 1)} MB anonymous / ${fixed(anonymous_mb(limit), 1)} MB`);
  await servers.stop();
}

async function growth(sizes) {
  const p50 = {};
  for (const size of sizes) {
    const clinic = await prepared(build, keep, size, path.join(work, 'growth'));
    const { lumbar, limit, naive, stop } = await three(clinic);
    await naive.stop();
    for (const plan of ['client', 'search', 'day', 'day, made anew', 'typo']) {
      const ask = () => in_turn(plan === 'typo' ? { lumbar } : { lumbar, limit }, path.join(clinic.plans, plan.split(',')[0]), { connections: 1, warm: 0.5 });
      const runs = plan === 'day, made anew' ? await while_rooms_change(lumbar, ask) : await ask();
      (p50[plan] ??= {})[size] = { lumbar: of(runs.lumbar, 'p50'), limit: runs.limit ? of(runs.limit, 'p50') : NaN, p99: of(runs.lumbar, 'p99') };
    }
    await stop();
    rmSync(clinic.data, { recursive: true });
  }
  part(`Growth, one connection: p50 at ${sizes.join(', ')} clients`);
  const [least, most] = [sizes[0], sizes.at(-1)];
  for (const [plan, by] of Object.entries(p50))
    said(`  ${plan.padEnd(14)} Lumbar ${sizes.map(size => time(by[size].lumbar)).join(', ')}: ${fixed(by[most].lumbar / by[least].lumbar)} times` +
      (plan === 'typo' ? `, p99 ${sizes.map(size => time(by[size].p99)).join(', ')}` : `;   limit ${sizes.map(size => time(by[size].limit)).join(', ')}: ${fixed(by[most].limit / by[least].limit)} times`));
}

async function durable_writes() {
  const clinic = await prepared(build, keep, 1000, path.join(work, 'lumbar'));
  const own = { limit: await prepared(build, keep, 1000, path.join(work, 'limit')), naive: await prepared(build, keep, 1000, path.join(work, 'naive')) };
  const servers = await three(clinic, own);
  const { lumbar, limit, naive } = servers;
  part('Durable writes, SQLite: Lumbar / group commit by hand');
  for (const connections of quick ? [64] : [1, 16, 64])
    for (const plan of ['autosave', 'register'])
      tell(plan, connections, await in_turn({ lumbar, limit, naive }, path.join(clinic.plans, plan), { connections, each: plan === 'autosave', seconds: quick ? 0.8 : 1.5 }));
  part('Reads with 1,000 durable writes a second beside them: p99 with / without');
  for (const [name, server] of Object.entries({ lumbar, limit })) {
    const alone = [], beside = [];
    for (let round = 0; round < (quick ? 1 : rounds); round++) {
      const ask = () => load(build, server, path.join(clinic.plans, 'mixed'), { headers: server.headers, connections: 16, rate: 1000, seconds: 1 });
      alone.push(await ask());
      const [read] = await Promise.all([ask(), load(build, server, path.join(clinic.plans, 'register'), { headers: server.headers, connections: 32, rate: 1000, seconds: 1.2 })]);
      beside.push(read);
    }
    said(`  ${name.padEnd(8)} ${time(of(beside, 'p99'))} / ${time(of(alone, 'p99'))} = ${fixed(ratio(beside, alone, 'p99'))} times`);
  }
  await servers.stop();
}

async function on_postgresql() {
  const clinic = await prepared_postgresql(build, work, postgresql, 1000);
  const servers = await three(clinic);
  const { lumbar, limit } = servers;
  await check_bytes(clinic, { limit, lumbar });
  part('Reads, PostgreSQL, 1000 clients: Lumbar / libpq with prepared statements');
  for (const connections of quick ? [16] : [1, 16])
    for (const [name, plan] of [['client', 'client'], ['search', 'search'], ['day, another each', 'day']])
      tell(name, connections, await in_turn({ lumbar, limit }, path.join(clinic.plans, plan), { connections }));
  await servers.stop();
}

// Four times what it does in closed loop, on so many connections that the requests reach the server; then a little at once after it.
async function overload() {
  const clinic = await prepared(build, keep, 1000, path.join(work, 'overload'));
  const lumbar = await start_lumbar(build, clinic.data, clinic.url);
  const headers = await headers_for(work, 'overload', lumbar.base, 'amara');
  const span = quick ? 1.5 : 5;
  part('Overload: four times what is done in closed loop, on 4,096 connections; times from when a request was sent');
  for (const name of quick ? ['day', 'register'] : ['client', 'day', 'register']) {
    const ask = how => load(build, lumbar, path.join(clinic.plans, name), { headers, ...how });
    const most = (await ask({ seconds: 1 })).rate;
    const before = anonymous_mb(lumbar);
    const over = await ask({ connections: 4096, rate: 4 * most, warm: 0.5, seconds: span });
    const memory = anonymous_mb(lumbar);
    const after = await ask({ connections: 16, rate: 0.1 * most, warm: 0, seconds: 2 });
    const refused = Object.values(over.refused).reduce((a, b) => a + b, 0);
    said(`  ${name.padEnd(8)} ${fixed(4 * most, 0)}/s asked: ${fixed(over.rate, 0)}/s answered, p99 ${time(over.taken_p99)}, longest ${time(over.taken_max)}; ` +
      `${fixed(refused / span, 0)}/s refused ${JSON.stringify(over.refused)}, p99 ${time(over.turned_away_p99)}, longest ${time(over.turned_away_max)}; ` +
      `memory ${fixed(before, 1)} to ${fixed(memory, 1)} MB; at once afterwards p99 ${time(after.p99)}`);
  }
  await lumbar.stop();
}

async function rest() {
  part('At rest and under sign-ins');
  for (const line of await idle_and_start(build, await prepared(build, keep, 1000))) said(`  ${line}`);
  for (const line of await sign_in_storm(build, work, await prepared(build, keep, 1000, path.join(work, 'storm')), quick ? 3 : 7)) said(`  ${line}`);
}

async function plugins() {
  part('Fifty plugins of twenty routes more: interleaved, SQLite, 1000 clients');
  const prepare = folder => prepared(build, keep, 1000, folder);
  for (const line of await crowded(build, work, prepare, quick ? { rounds: 5, seconds: 0.4 } : { rounds: 5, seconds: 0.7 })) said(`  ${line}`);
}

const parts = { reads: () => reads(quick ? 1000 : 100_000), writes: durable_writes, growth: () => growth((process.env.LUMBAR_BENCH_SIZES ?? '1000 100000 1000000').split(' ').map(Number)), postgresql: on_postgresql, plugins, overload, rest };
const only = process.argv.slice(6).filter(word => word in parts);
for (const [name, run] of Object.entries(parts))
  if (only.length ? only.includes(name) : !(quick && ['growth', 'plugins'].includes(name))) await run();
said(`\n${Math.round((performance.now() - began) / 1000)} s in all`);
