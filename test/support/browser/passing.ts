import type { Page } from 'playwright-core';
import { eventually } from '../eventually.ts';

/**
 * For what a page may show for a moment only: notes from now on, until the page is loaded again, whether this has been
 * shown. To be called before what makes the page show it; what it gives waits until it has been.
 */
export async function notes(
  page: Page,
  what: { text: string } | { testId: string },
): Promise<() => Promise<void>> {
  const number = await page.evaluate((wanted) => {
    const isShown = () =>
      'text' in wanted
        ? document.body.innerText.includes(wanted.text)
        : document.querySelector(`[data-testid="${wanted.testId}"]`) !== null;
    const known = globalThis as { noted?: { shown: boolean }[] };
    const note = { shown: false };
    new MutationObserver(() => {
      note.shown ||= isShown();
    }).observe(document.body, { attributes: true, characterData: true, childList: true, subtree: true });
    known.noted ??= [];
    return known.noted.push(note) - 1;
  }, what);
  return () =>
    eventually(async () => {
      const shown = await page.evaluate(
        (n) => (globalThis as { noted?: { shown: boolean }[] }).noted?.[n]?.shown,
        number,
      );
      return shown === true ? undefined : `the page has not shown ${JSON.stringify(what)}`;
    }, 20_000);
}
