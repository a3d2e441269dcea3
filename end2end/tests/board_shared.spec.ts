/** The board among others: without a server, with other people, through filters; and the keys that move without lifting. */
import type { Locator, Page } from "@playwright/test";
import { board, boardReady, cards, lane, move } from "../board.js";
import { type Server, expect, test } from "../fixtures.js";

const card = (page: Page, id: number): Locator => page.locator(`#card-${id}`);
/** Waits until the page shows what happened last, and so has heard of everything before it. */
async function hears(page: Page, server: Server): Promise<void> {
  await expect(card(page, await server.issue("The latest"))).toBeVisible();
}

const link = (page: Page, id: number): Locator => card(page, id).getByRole("link");

test("moves made without a server are kept, shown, and sent when it is back", async ({ page, server }) => {
  const [a, b] = await board(server, { todo: ["Anna", "Berta"] });
  await page.goto("/");
  await boardReady(page);
  await server.kill();
  for (const id of [a!, b!]) {
    await link(page, id).focus();
    await page.keyboard.press("Shift+ArrowRight");
    await expect(card(page, id)).toHaveClass(/card-pending/);
  }
  await expect(page.getByText("Your changes are saved here and will sync when it's back.")).toBeVisible();
  expect(await cards(page, "in_progress")).toHaveLength(2);
  await server.restart();
  // By themselves: the socket knows when the server is back.
  await expect(page.getByText("Your changes are saved here and will sync when it's back.")).toBeHidden({ timeout: 15_000 });
  await expect(page.locator(".card-pending")).toHaveCount(0);
  await page.reload();
  expect((await cards(page, "in_progress")).sort()).toEqual([a, b]);
});

test("a move that did not arrive is sent again by a button, and by itself", async ({ page, server }) => {
  const [a] = await board(server, { todo: ["Anna", "Berta"] });
  await page.goto("/");
  await boardReady(page);
  await page.route("**/fn/move_issue", (route) => route.abort());
  await link(page, a!).focus();
  await page.keyboard.press("Shift+ArrowRight");
  const retry = page.getByRole("button", { name: "Retry" });
  await expect(retry).toBeVisible();
  const sent = page.waitForRequest("**/fn/move_issue");
  await retry.click();
  await sent;
  await expect(retry).toBeVisible();
  await expect(card(page, a!)).toHaveClass(/card-pending/);
  await page.unroute("**/fn/move_issue");
  // The socket is up: it is tried again by itself.
  await expect(retry).toBeHidden();
  await expect(card(page, a!)).not.toHaveClass(/card-pending/);
  await page.reload();
  expect(await cards(page, "in_progress")).toEqual([a]);
});

test("other people's changes come in: new, renamed, moved, deleted", async ({ page, server }) => {
  const [a, b] = await board(server, { todo: ["Anna", "Berta"] });
  await page.goto("/");
  await boardReady(page);
  await server.api("PATCH", `/issues/${a}`, { title: "Anneliese" });
  await expect(link(page, a!)).toHaveText("Anneliese");
  const c = await server.issue("Cäsar");
  await expect.poll(() => cards(page, "backlog")).toEqual([c]);
  await move(server, c, "todo", { after: a! });
  await expect.poll(() => cards(page, "todo")).toEqual([a, c, b]);
  await server.api("DELETE", `/issues/${c}`);
  await expect.poll(() => cards(page, "todo")).toEqual([a, b]);
});

test("a card that somebody holds waits with what others do to it", async ({ page, server }) => {
  const [a] = await board(server, { todo: ["Anna", "Berta"] });
  const socket = page.waitForEvent("websocket");
  await page.goto("/");
  await boardReady(page);
  await link(page, a!).focus();
  await page.keyboard.press("Space");
  const moved = (await socket).waitForEvent("framereceived", (frame) => String(frame.payload).includes('"in_progress"'));
  await move(server, a!, "in_progress", "bottom");
  await moved;
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  await expect(card(page, a!)).toHaveClass(/card-lifted/);
  await expect(lane(page, "todo").locator(`#card-${a}`)).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect.poll(() => cards(page, "in_progress")).toEqual([a]);
  await expect(link(page, a!)).toBeFocused();
});

test("what waited for a held card is not forgotten over what others did meanwhile", async ({ page, server }) => {
  const [a] = await board(server, { todo: ["Anna", "Berta"] });
  await page.goto("/");
  await boardReady(page);
  await link(page, a!).focus();
  await page.keyboard.press("Space");
  await move(server, a!, "in_progress", "bottom");
  await hears(page, server);
  await expect(card(page, a!)).toHaveClass(/card-lifted/);
  await page.keyboard.press("Escape");
  await expect.poll(() => cards(page, "in_progress")).toEqual([a]);
});

test("filters narrow the board, live too, and are links", async ({ page, server }) => {
  await server.issue({ title: "A wound", labels: ["bug"], priority: "high" });
  await server.issue({ title: "A wish", labels: ["feature"] });
  await page.goto("/?label=bug");
  await boardReady(page);
  await expect(page.getByText("1 of 2")).toBeVisible();
  const late = await server.issue("Another wound");
  await expect(page.getByText("1 of 3")).toBeVisible();
  await expect(card(page, late)).toHaveCount(0);
  await server.api("POST", `/issues/${late}/labels`, { label: "bug" });
  await expect(card(page, late)).toBeVisible();
  await expect(page.getByText("2 of 3")).toBeVisible();
  await page.getByRole("searchbox").fill("nothing like it");
  await expect(page.getByRole("heading", { name: "No issues match these filters" })).toBeVisible();
  await expect(page.getByText(/All 3 issues are hidden by: .*Label: bug/)).toBeVisible();
  await page.locator(".empty").getByRole("link", { name: "Clear filters" }).click();
  await expect(page.getByText("3 issues")).toBeVisible();
});

test("walk, move and undo by keys without lifting; nothing loses the focus", async ({ page, server }) => {
  const [a, b, c] = await board(server, { todo: ["Anna", "Berta", "Cäsar"] });
  await page.goto("/");
  await boardReady(page);
  await expect(page.locator('#board .card-title[tabindex="0"]')).toHaveCount(1);
  await link(page, a!).focus();
  await page.keyboard.press("j");
  await expect(link(page, b!)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(link(page, c!)).toBeFocused();
  await page.keyboard.press("Alt+Home");
  await expect.poll(() => cards(page, "todo")).toEqual([c, a, b]);
  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => cards(page, "todo")).toEqual([a, c, b]);
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => cards(page, "in_progress")).toEqual([c]);
  await hears(page, server);
  await expect(link(page, c!)).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect.poll(() => cards(page, "todo")).toEqual([a, c, b]);
  await page.keyboard.press("Alt+End");
  await expect.poll(() => cards(page, "todo")).toEqual([a, b, c]);
  await page.keyboard.press("s");
  const menu = page.getByRole("menu", { name: `Move #${c} to…` });
  await expect(menu.getByRole("menuitem", { name: "Backlog" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(link(page, c!)).toBeFocused();
});

test("keys that come faster than frames go on from the card that gets the focus", async ({ page, server }) => {
  const [a, b, c, d] = await board(server, { todo: ["Anna", "Berta", "Cäsar", "Dora"] });
  await page.goto("/");
  await boardReady(page);
  await link(page, a!).focus();
  // What a key changes is drawn before the next key, but no frame comes between them.
  const press = (keys: { key: string; altKey?: boolean }[]) =>
    page.evaluate(async (keys) => {
      for (const key of keys) {
        document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { ...key, bubbles: true, cancelable: true }));
        for (let n = 0; n < 50; n += 1) await Promise.resolve();
      }
    }, keys);
  await press([{ key: "j" }, { key: "j" }]);
  await expect(link(page, c!)).toBeFocused();
  await press([
    { key: "ArrowUp", altKey: true },
    { key: "ArrowUp", altKey: true },
    { key: "ArrowDown", altKey: true },
    { key: "End", altKey: true },
  ]);
  await expect.poll(() => cards(page, "todo")).toEqual([a, b, d, c]);
  await expect(link(page, c!)).toBeFocused();
});

test("a lane folds and stays folded", async ({ page, server }) => {
  await board(server, { todo: ["Anna"] });
  await page.goto("/");
  await boardReady(page);
  await page.getByRole("button", { name: "Collapse Todo", exact: true }).click();
  await expect(lane(page, "todo")).toBeHidden();
  await page.reload();
  await boardReady(page);
  await expect(lane(page, "todo")).toBeHidden();
  await page.getByRole("button", { name: "Expand Todo" }).click();
  await expect(lane(page, "todo")).toBeVisible();
});

test("in a long lane a card goes from the very bottom to the very top and keeps the focus", async ({ page, server }) => {
  const ids: number[] = [];
  for (let n = 0; n < 300; n += 25) ids.push(...(await Promise.all(Array.from({ length: 25 }, (_, i) => server.issue(`Card ${n + i}`)))));
  await page.goto("/");
  await boardReady(page);
  const list = lane(page, "backlog");
  await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(list.locator("li[aria-posinset='300']")).toBeVisible({ timeout: 15_000 });
  const id = Number((await list.locator("article.card").last().getAttribute("id"))?.slice(5));
  await link(page, id).focus();
  await page.keyboard.press("Alt+Home");
  await expect(link(page, id)).toBeFocused();
  await expect(list.locator("li[aria-posinset='1']").locator(`#card-${id}`)).toBeInViewport();
});
