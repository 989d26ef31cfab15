// Runs the browser tests against BUILD/lumbar; the last line is "N passed, N failed".
//   node run.mjs BUILD [part of a test's name]        LUMBAR_SHOTS=folder keeps pictures
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Server } from '../kit/server.mjs';
import { launch } from './kit.mjs';

const [build, part = ''] = process.argv.slice(2);
const folder = path.dirname(new URL(import.meta.url).pathname);
const binary = path.resolve(build, 'lumbar');
const tests = [];
globalThis.test = (name, run) => tests.push({ name, run });
for (const file of readdirSync(folder).filter(f => f.endsWith('_test.mjs')).sort()) await import(`./${file}`);

const browser = await launch();
const server = await new Server(binary).start();
let passed = 0, failed = 0;
for (const { name, run } of tests.filter(t => t.name.includes(part))) {
  try {
    await run({ browser, server, binary });
    console.log(`ok    ${name}`);
    passed++;
  } catch (error) {
    console.log(`FAIL  ${name}\n      ${String(error.stack ?? error).split('\n').slice(0, 12).join('\n      ')}`);
    failed++;
  }
  for (const context of browser.contexts()) await context.close();
}
await browser.close();
await server.stop();
server.remove();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
