/** Long lanes: heights of cards, lanes that are rails by themselves, and what Back restores. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { boardReady, lane } from "../board.js";
import { expect, looking } from "../fixtures.js";

const file = join(tmpdir(), `crosslink-long-lanes-${process.pid}.jsonl`);
const words = "init bundle lands after the timeout of every second hub fetch and breaks claims in worktrees".split(" ");
const title = (n: number) => `${n} ${Array.from({ length: 1 + ((n * 7) % 14) }, (_, i) => words[(n * 3 + i * 5) % words.length]).join(" ")}`;
const row = (n: number) => ({ id: `x-${n}`, title: title(n), status: n % 4 ? "open" : "closed", priority: 2, created_at: "2026-01-01T00:00:00Z" });
writeFileSync(file, Array.from({ length: 800 }, (_, n) => JSON.stringify(row(n))).join("\n"));

const look = looking(async () => null, file);
const link = (page: Page, id: number): Locator => page.locator(`#card-${id} .card-title`);
const top = (page: Page) => lane(page, "backlog").evaluate((list) => list.scrollTop);
/** Scrolls the lane, waits for its cards, and returns where it is then: cards that come are lower than was assumed. */
const scroll = async (page: Page, to: number): Promise<number> => {
  await lane(page, "backlog").evaluate((list, to) => list.scrollTo(0, to), to);
  const drawn = () => lane(page, "backlog").locator("li[aria-posinset]").evaluateAll((items) => Math.max(...items.map((item) => Number(item.ariaPosInSet))));
  await expect.poll(drawn).toBeGreaterThan(to / 110);
  await expect(lane(page, "backlog").locator("li.skeleton")).toHaveCount(0);
  return top(page);
};

look("a long lane of closed issues is a rail until it is opened", async ({ page }) => {
  await page.goto("/");
  await boardReady(page);
  await expect(lane(page, "done")).toBeHidden();
  await page.getByRole("button", { name: "Expand Done" }).click();
  await expect(lane(page, "done")).toBeVisible();
  await page.reload();
  await boardReady(page);
  await expect(lane(page, "done")).toBeVisible();
});

look("cards are as high as the list computes", async ({ page }) => {
  await page.goto("/");
  await boardReady(page);
  await page.evaluate(() => document.fonts.ready);
  // Every index that is drawn, by its own place: what is above it is a space of computed height.
  const drawn = () =>
    lane(page, "backlog").evaluate((list) =>
      [...list.querySelectorAll<HTMLElement>("li[aria-posinset]")].map((item) => [Number(item.ariaPosInSet), item.offsetTop, item.offsetHeight] as const),
    );
  const heights = new Map<number, number>();
  const tops = new Map<number, number>();
  for (let at = 0; heights.size < 600; at += 500) {
    await lane(page, "backlog").evaluate((list, at) => list.scrollTo(0, at), at);
    await expect(lane(page, "backlog").locator("li.skeleton")).toHaveCount(0);
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    for (const [index, top, height] of await drawn()) {
      heights.set(index, height);
      tops.set(index, top);
    }
    if (at > 80_000) break;
  }
  expect(heights.size).toBe(600);
  expect([...new Set(heights.values())].sort()).toEqual([104, 86]);
  let next = 2;
  for (let index = 1; index <= 600; index++) {
    expect(tops.get(index), `card ${index}`).toBe(next);
    next += heights.get(index)! + 6;
  }
});

look("Back from an issue, and a reload: the lane is scrolled as before, the card has the focus", async ({ page }) => {
  await page.goto("/");
  await boardReady(page);
  const before = await scroll(page, 36_000);
  const card = lane(page, "backlog").locator("article.card").nth(9);
  await expect(card).toBeVisible();
  const id = Number((await card.getAttribute("id"))!.slice("card-".length));
  await link(page, id).click();
  await expect(page).toHaveURL(`/issues/${id}`);
  await page.goBack();
  await expect(link(page, id)).toBeFocused();
  await expect.poll(() => top(page)).toBe(before);
  await expect(link(page, id)).toBeInViewport();
  await page.reload();
  await expect(link(page, id)).toBeFocused();
  await expect.poll(() => top(page)).toBe(before);
  // A new visit begins at the top.
  await page.getByRole("link", { name: "Settings" }).click();
  await page.locator("#menu").getByRole("link", { name: "Board" }).click();
  await boardReady(page);
  await expect(link(page, id)).toHaveCount(0);
  expect(await top(page)).toBe(0);
});

look("L goes to a lane that is out of sight and shows it", async ({ page }) => {
  await page.setViewportSize({ width: 700, height: 800 });
  await page.goto("/");
  await boardReady(page);
  await page.getByRole("button", { name: "Expand Done" }).click();
  const first = lane(page, "backlog").locator(".card-title").first();
  await first.focus();
  await page.keyboard.press("l");
  const focused = lane(page, "done").locator(".card-title:focus");
  await expect(focused).toBeVisible();
  await expect(lane(page, "done").locator("article:has(:focus)")).toBeInViewport({ ratio: 1 });
});
