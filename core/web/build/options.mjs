import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const webFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

// What a page's import map names. Everything else imports these, so that there is one Lit in a page and not two.
export const shared = ['lit', '@lumbar/ui', '@lumbar/ui/body-chart', '@lumbar/ui/signature'];

export const options = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'eof',
  conditions: ['production'],
  logLevel: 'warning',
  loader: { '.ftl': 'text' },
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false, target: 'es2022' } },
};
