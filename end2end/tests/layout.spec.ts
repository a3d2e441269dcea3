/** Nothing is out of sight sideways, with little, much and overlong data. Without the wasm: how a page is laid out is the server's word. */
import { type Page } from "@playwright/test";
import { expect, looking } from "../fixtures.js";
import { EMPTY, PAGES, fill, nothing, overfill } from "../world.js";

const full = looking(fill, "demo");
const overlong = looking(overfill);
const empty = looking(nothing);

const WIDTHS = [1440, 768, 390, 320];

/** What may be scrolled sideways: the board, code, and rows of filters and sums. */
const SCROLLS = "#board, pre, textarea, .seg, .filters, .stats";

/** What reaches beyond the screen, and what can be scrolled sideways and should not: then something is out of sight. */
const tooWide = (page: Page) =>
  page.evaluate((allowed) => {
    const wide = (element: Element) => element.scrollWidth > element.clientWidth + 1;
    const scrolls = (element: Element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX) && !element.matches(allowed);
    const found = [...document.querySelectorAll("body *")].filter((element) => scrolls(element) && element.clientWidth > 0 && wide(element));
    if (wide(document.documentElement)) found.push(document.documentElement);
    return found.map((element) => `${element.scrollWidth} in ${element.clientWidth} px: ${element.outerHTML.slice(0, 80)}`);
  }, SCROLLS);

async function fits(page: Page, path: string): Promise<void> {
  await page.goto(path);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    expect.soft(await tooWide(page), `${path} at ${width}`).toEqual([]);
  }
}

full.use({ javaScriptEnabled: false });

for (const [name, path] of Object.entries(PAGES)) {
  full(name, ({ page, world }) => fits(page, path(world)));
  overlong(`${name}, overlong`, ({ page, world }) => fits(page, path(world)));
  if (EMPTY.includes(name)) empty(`${name}, empty`, ({ page, world }) => fits(page, path(world)));
}
