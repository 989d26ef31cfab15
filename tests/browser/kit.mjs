// What every browser test uses: a real Chromium, and the checks that every page must pass.
import { readFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { expect } from '../kit/expect.mjs';
import { demo_password } from '../kit/server.mjs';

const axe_source = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const shots = process.env.LUMBAR_SHOTS;

export const sizes = { desktop: [1440, 900], tablet: [1024, 768], phone: [390, 844] };

export async function launch() {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

// A window of its own (own cookies), with everything the console calls an error. `expected` are patterns of those a test causes.
export async function open_window(browser, { size = 'desktop', theme = 'light', expected = [] } = {}) {
  const [width, height] = sizes[size];
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: 'en-GB', timezoneId: 'Europe/Dublin' });
  const page = await context.newPage();
  page.errors = [];
  const note = text => expected.some(pattern => pattern.test(text)) || page.errors.push(text);
  page.on('console', message => message.type() === 'error' && note(message.text()));
  page.on('pageerror', error => note(String(error)));
  page.setDefaultTimeout(20_000);
  return page;
}

export async function sign_in(page, base, login, password = demo_password) {
  await page.goto(`${base}/sign-in`);
  await page.getByLabel('Sign-in name').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(url => !url.pathname.startsWith('/sign-in'));
}

export async function shoot(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`) });
}

// Waits until the page and all its parts have what they show.
export async function settled(page) {
  await page.waitForFunction(() => {
    const parts = [...document.querySelectorAll('lb-part')];
    return document.querySelector('h1') && !document.querySelector('.blank, .blank-space') && parts.every(part => part.firstElementChild)
      && document.fonts.status === 'loaded';
  });
}

// What holds on every page: one h1, no sideways scroll, no target under 24 px, nothing serious for axe, a silent console.
export async function check_page(page, where) {
  await page.evaluate(axe_source + ';0');
  const found = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    const small = [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea')].filter(e => {
      const box = e.getBoundingClientRect();
      const label = e.closest('label')?.getBoundingClientRect();
      const hidden = box.width <= 1 || box.height <= 1 || getComputedStyle(e).visibility === 'hidden';
      return !hidden && Math.max(box.height, label?.height ?? 0) < 24;
    });
    return {
      axe: result.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
        .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')}`),
      headings: document.querySelectorAll('h1').length,
      sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      small: small.slice(0, 3).map(e => e.outerHTML.slice(0, 120)),
    };
  });
  expect(found.axe.length === 0, `${where}: axe: ${found.axe.join('; ')}`);
  expect(found.headings === 1, `${where}: ${found.headings} h1 elements`);
  expect(found.sideways <= 0, `${where}: scrolls sideways by ${found.sideways} px`);
  expect(found.small.length === 0, `${where}: targets under 24 px: ${found.small.join(' ')}`);
  expect(page.errors.length === 0, `${where}: console: ${page.errors.join(' / ')}`);
}
