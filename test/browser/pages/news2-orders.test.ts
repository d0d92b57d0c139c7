import type { Page } from 'playwright-core';
import { expect } from 'chai';
import { stages } from '../../support/browser/stage.ts';
import { addResident } from '../../support/residents.ts';

type Typed = {
  /** As the form names it where it is missing. */
  readonly name: string;
  readonly field: string;
  readonly value: string;
  /** What the value scores. */
  readonly score: number;
  /** A value in its place that scores nothing. */
  readonly normal: string;
};

/** In the order of the chart; together 14. */
const typed: readonly Typed[] = [
  { name: 'breaths a minute', field: 'respiration', value: '24', score: 2, normal: '16' },
  { name: 'oxygen saturation', field: 'spo2', value: '93', score: 2, normal: '97' },
  { name: 'air or oxygen', field: 'oxygen', value: 'oxygen', score: 2, normal: 'air' },
  { name: 'systolic blood pressure', field: 'systolic', value: '100', score: 2, normal: '120' },
  { name: 'pulse', field: 'pulse', value: '115', score: 2, normal: '70' },
  { name: 'consciousness', field: 'consciousness', value: 'V', score: 3, normal: 'A' },
  { name: 'temperature', field: 'temperature', value: '38.5', score: 1, normal: '37.0' },
];

/** From each value on, forwards and backwards: each is the first and the last one, and stands before and after each other. */
const orders = typed.flatMap((_, from) => {
  const forwards = [...typed.slice(from), ...typed.slice(0, from)];
  return [forwards, forwards.toReversed()];
});

describe('NEWS2 as it is typed, in a browser', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('has no total until the last value, in whatever order they are typed, and follows each correction', () =>
    onStage({}, async (stage) => {
      const { token } = await stage.world.addPerson(stage.place, ['administrator']);
      await addResident(stage.world, stage.place, { token, nhsNumber: '9990000018' });
      const { page: station } = await stage.station();
      await station.getByTestId('call-button').click();
      await station.getByTestId('add-observations').click();
      for (const order of orders) {
        await typeInOrder(station, order);
        await station.getByTestId('save-observations').click();
        const saved = station.getByTestId('saved-observations').first();
        await saved.getByText('NEWS2 14, high risk', { exact: true }).waitFor();
        await correctFirst(station, order);
      }
    }));
});

/** Until the last one there is no number, and what is missing is named. */
async function typeInOrder(station: Page, order: readonly Typed[]): Promise<void> {
  const missing = new Set(typed.map(({ name }) => name));
  for (const one of order) {
    await type(station, one.field, one.value);
    missing.delete(one.name);
    const words = missing.size === 0 ? 'NEWS2 14, high risk' : missingWords([...missing]);
    const red = missing.has('consciousness') ? '' : '. Scores 3: consciousness';
    expect(await station.getByTestId('live-score').textContent()).to.equal(`${words}${red}`);
  }
}

/** What was typed first is corrected to what scores nothing. */
async function correctFirst(station: Page, [first]: readonly Typed[]): Promise<void> {
  if (first === undefined) throw new Error('an order is empty');
  await station.getByTestId('correct-observations').first().click();
  await type(station, first.field, first.normal);
  const total = 14 - first.score;
  const words = `NEWS2 ${String(total)}, high risk`;
  const red = first.name === 'consciousness' ? '' : '. Scores 3: consciousness';
  expect(await station.getByTestId('live-score').textContent()).to.equal(`${words}${red}`);
  await station.getByTestId('save-observations').click();
  const saved = station.getByTestId('saved-observations').first();
  await saved.getByText(words, { exact: true }).waitFor();
  await saved.getByText(/, corrected/).waitFor();
}

async function type(station: Page, field: string, value: string): Promise<void> {
  if (field === 'oxygen' || field === 'consciousness') {
    await station.getByTestId(`${field}-${value}`).check();
  } else {
    await station.locator(`#observation-${field}`).fill(value);
  }
}

function missingWords(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  const before = names.slice(0, -1);
  const listed = before.length === 0 ? last : `${before.join(', ')} and ${last}`;
  return `No NEWS2 score yet: ${listed} to be typed or corrected`;
}
