import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { narrow, wide } from '../support/browsers.ts';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** As the page stands: axe finds nothing, and nothing has to be scrolled sideways, on a desk and on a telephone. */
export async function isFitForAll(page: Page, state: string): Promise<void> {
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    const at = `${state}, ${viewport.width} wide`;
    const { violations } = await axe(page).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary ?? ''}`),
    );
    expect(found, at).to.deep.equal([]);
    expect(await tooWide(page), at).to.deep.equal([]);
  }
}

function axe(page: Page): AxeBuilder {
  // The pages have no frames, and looking into frames would cost a page of its own each time.
  return new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .withTags(standards);
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
