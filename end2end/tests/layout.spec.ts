/** Nothing sticks out sideways, with little, much and overlong data. Without the wasm: how a page is laid out is the server's word. */
import { type Page } from "@playwright/test";
import { expect, looking } from "../fixtures.js";
import { EMPTY, PAGES, fill, nothing, overfill } from "../world.js";

const full = looking(fill, "demo");
const overlong = looking(overfill);
const empty = looking(nothing);

const WIDTHS = [1440, 768, 390, 320];

/** The first elements that reach beyond the screen, where the page can be scrolled sideways. */
const tooWide = (page: Page) =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const out = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
    return [`${scrollWidth} px`, ...out.slice(0, 3).map((element) => element.outerHTML.slice(0, 120))];
  });

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
