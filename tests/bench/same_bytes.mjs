// Whether the limit server and the naive one answer as Lumbar does: the same bodies but for the moment, heads of the same
// length but for the reason that their ids and dates differ. Returns a list of differences, empty when there are none.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const plain = text => text.replace(/"now":"[^"]*"/, '"now":""');

export async function differences(plans, lumbar, others) {
  const found = [];
  for (const kind of ['client', 'search', 'day'])
    for (const line of readFileSync(path.join(plans, kind), 'utf8').trim().split('\n').slice(0, 5)) {
      const target = line.split('\t')[1];
      const wanted = await lumbar.get(target);
      for (const [name, other] of Object.entries(others)) {
        const got = await other.get(target);
        const size = answer => Object.entries(answer.headers).map(([key, value]) => key.length + String(value).length + 4).reduce((a, b) => a + b, 0);
        if (plain(got.text) !== plain(wanted.text)) found.push(`${name}: ${target} has another body`);
        else if (name !== 'naive' && size(got) !== size(wanted)) found.push(`${name}: ${target} has ${size(got)} bytes of head, not ${size(wanted)}`);
      }
    }
  return found;
}
