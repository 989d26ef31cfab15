// What the client does on the phone.
import { expect } from '../../kit/expect.mjs';
import { settled, shoot } from '../kit.mjs';

const texts = { 'q-name': 'Zoë Müllerová-Ødegård', 'q-phone': '+353 86 555 0123', 'q-birth-date': '1981-05-04', 'q-emergency-name': 'Jan Ødegård',
  'q-emergency-phone': '+353 86 555 0124', 'q-main-concern': 'A pain from the back into the left leg', 'q-medicines': 'Apixaban 5 mg\nzorbulin' };

const block_of = (page, link_id) => page.locator('fieldset').filter({ has: page.locator(`[name="q-${link_id}"]`) });
const option = (block, label) => block.locator('label.choice').filter({ hasText: new RegExp(`^\\s*${label}\\s*$`) });
const choose = (page, link_id, label) => option(block_of(page, link_id), label).click();
const step_words = page => page.locator('.form-step span').first().innerText();

export async function open_link(page, url) {
  await page.goto(url);
  await page.getByRole('progressbar').waitFor();
  expect(new URL(page.url()).pathname === '/f', 'the secret of the link is not left in the address');
}

// Every required question of the step that is still open: no to all, or what `texts` says.
async function answer_the_rest(page) {
  const no = page.getByRole('button', { name: /^No to the/ });
  if (await no.isVisible()) await no.click();
  for (const block of await page.locator('fieldset.question-block').filter({ hasNotText: '(optional)' }).all()) {
    if (!await block.locator('input[type=radio]').count() || await block.locator('input:checked').count()) continue;
    const no_to_this = option(block, 'No');
    await (await no_to_this.count() ? no_to_this : block.locator('label.choice').nth(3)).click();
  }
  for (const [id, text] of Object.entries(texts)) {
    const field = page.locator(`#${id}`);
    if (await field.count() && !await field.inputValue()) await field.fill(text);
  }
}

export async function next_step(page) {
  const before = await step_words(page);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForFunction(words => document.querySelector('.form-step span').innerText !== words, before);
}

export async function saved(page) {
  await page.getByRole('status').filter({ hasText: /^\s*Saved\s*$/ }).waitFor();
}

// The first step without answers is not left, and the fields are named.
export async function empty_step_is_refused(page) {
  await shoot(page, '07-form-first-step');
  await page.getByRole('button', { name: 'Continue' }).click();
  const list = page.getByRole('alert').filter({ hasText: 'Please look at this again' });
  await list.waitFor();
  for (const asked of ['Your full name', 'Your date of birth', 'Phone number']) expect((await list.innerText()).includes(asked), `"${asked}" is named as missing`);
  expect(/Step 1 of/.test(await step_words(page)), 'the step was not left');
  await shoot(page, '08-form-missing');
}

// Up to and with the step that asks about sciatica, whose follow-up opens below the answer.
export async function fill_until_sciatica(page) {
  for (let step = 0; !await page.locator('[name="q-sciatica"]').count(); step++) {
    expect(step < 20, 'a step asks about sciatica');
    await answer_the_rest(page);
    await next_step(page);
  }
  const follow_up = page.locator('[name="q-sciatica.assessed_by_professional"]');
  expect(await follow_up.count() === 0, 'what follows a yes is closed at first');
  await choose(page, 'sciatica', 'Yes');
  await follow_up.first().waitFor({ state: 'attached' });
  await choose(page, 'sciatica.assessed_by_professional', 'No');
  await block_of(page, 'sciatica.assessed_by_professional').scrollIntoViewIfNeeded();
  await shoot(page, '09-form-follow-up');
  await saved(page);
}

export async function is_resumed(page) {
  await page.locator('[name="q-sciatica"]').first().waitFor({ state: 'attached' });
  const chosen = id => block_of(page, id).locator('label', { has: page.locator(':checked') }).innerText();
  expect(await chosen('sciatica') === 'Yes', 'the answer is there after the window was closed');
  expect(await chosen('sciatica.assessed_by_professional') === 'No', 'the follow-up as well');
}

// Signing before everything is answered: the server names each missing answer, and the link leads to it.
export async function signing_too_early_is_refused(page) {
  const steps = Number((await step_words(page)).match(/of (\d+)/)[1]);
  const here = new URL(page.url());
  await page.goto(`${here.origin}/f?step=${steps}`);
  await page.getByRole('button', { name: 'Sign and send' }).waitFor();
  for (const box of await page.locator('.form-body input[type=checkbox]').all()) await box.check();
  await page.getByLabel('Your name').fill(texts['q-name']);
  await answer_the_rest(page);
  await page.getByRole('button', { name: 'Sign and send' }).click();
  const list = page.getByRole('alert').filter({ hasText: 'Please look at this again' });
  await list.waitFor();
  const links = list.getByRole('link');
  expect(await links.count() > 3, 'each missing answer is named');
  expect((await list.innerText()).includes('blood thinner'), 'by the words of the question');
  await shoot(page, '10-form-refused');
  await links.filter({ hasText: 'blood thinner' }).click();
  await page.locator('[name="q-anticoagulant"]').first().waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.activeElement?.name === 'q-anticoagulant');  // the link leads to the question
  await page.goto(here.href);
  await page.locator('[name="q-sciatica"]').first().waitFor({ state: 'attached' });
}

export async function fill_the_rest_and_sign(page) {
  for (let step = 0; !await page.getByRole('button', { name: 'Sign and send' }).count(); step++) {
    expect(step < 30, 'the form ends');
    await answer_the_rest(page);
    if (await page.locator('#q-medicines').count()) await shoot(page, '11-form-medicines');
    await next_step(page);
  }
  for (const box of await page.locator('.form-body input[type=checkbox]').all()) await box.check();
  await answer_the_rest(page);
  await page.getByLabel('Your name').fill(texts['q-name']);
  await page.getByLabel('Your name').scrollIntoViewIfNeeded();
  await shoot(page, '12-form-consent');
  await page.getByRole('button', { name: 'Sign and send' }).click();
  await page.getByRole('heading', { level: 1, name: 'Thank you' }).waitFor();
  await settled(page);
  await shoot(page, '12-form-thanks');
}
