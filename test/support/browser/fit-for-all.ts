import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { narrow, wide } from '../browsers.ts';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * As the page stands: axe finds nothing, and nothing has to be scrolled sideways, on a desk and on a telephone; there
 * also in wide letters, with which sentences need more lines.
 */
export async function isFitForAll(page: Page, state: string): Promise<void> {
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    const at = `${state}, ${viewport.width} wide`;
    expect(await found(axe(page).withTags(standards)), at).to.deep.equal([]);
    expect(await tooWide(page), at).to.deep.equal([]);
  }
  await setLetters(page, 'DejaVu Sans, Verdana');
  const at = `${state}, ${narrow.width} wide, in wide letters`;
  expect(await found(axe(page).withRules(['target-size'])), at).to.deep.equal([]);
  expect(await tooWide(page), at).to.deep.equal([]);
  await setLetters(page, null);
}

function axe(page: Page): AxeBuilder {
  // The pages have no frames, and looking into frames would cost a page of its own each time.
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
}

async function found(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary ?? ''}`),
  );
}

/** Shows the page in this font; null: in its own again. */
function setLetters(page: Page, font: string | null): Promise<void> {
  return page.evaluate((family) => {
    const sheet = new CSSStyleSheet();
    if (family !== null) sheet.replaceSync(`* { font-family: ${family} !important; }`);
    document.adoptedStyleSheets = family === null ? [] : [sheet];
  }, font);
}

/** What reaches beyond the right edge when the page scrolls sideways. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth)
      .map(({ outerHTML }) => outerHTML.slice(0, 100));
  });
}
