/** Moves: taken back exactly, kept while the server is away, and sent once. */
import type { Page } from "@playwright/test";
import { board, boardReady, cards, lane } from "../board.js";
import { type Server, expect, hydrated, test } from "../fixtures.js";

const card = (page: Page, id: number) => page.locator(`#card-${id}`);
const link = (page: Page, id: number) => card(page, id).locator(".card-title");
const pill = (page: Page) => page.locator("#menu .live");

async function open(page: Page) {
  await page.goto("/");
  await boardReady(page);
}

/** Moves the focused card to the next lane that takes it. */
async function moveRight(page: Page, id: number) {
  await link(page, id).focus();
  await page.keyboard.press("Shift+ArrowRight");
}

async function status(server: Server, id: number): Promise<string> {
  const html = await (await fetch(`${server.url}/fn/load_issue`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: `reference=${id}`,
  })).text();
  return JSON.parse(html).issue.status;
}

test("Ctrl+Z restores lane and place past the table of moves; its toast goes", async ({ page, server }) => {
  const ids = await board(server, { backlog: ["A", "B", "C"] });
  await open(page);
  await link(page, ids[1]!).focus();
  for (const key of ["Space", "ArrowRight", "ArrowRight", "Space"]) await page.keyboard.press(key);
  await expect.poll(() => cards(page, "in_progress")).toEqual([ids[1]]);
  const toast = page.locator(".toast", { hasText: `Moved #${ids[1]}` });
  await expect(toast).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect.poll(() => cards(page, "backlog")).toEqual(ids);
  await expect(toast).toBeHidden();
  await expect(page.locator(".toast-error")).toHaveCount(0);
  await expect.poll(() => status(server, ids[1]!)).toBe("backlog");
  await page.reload();
  expect(await cards(page, "backlog")).toEqual(ids);
});

test("the button of the toast undoes a move to Done, also from another page", async ({ page, server }) => {
  const [a] = await board(server, { in_progress: ["A"] });
  await page.goto("/issues");
  await hydrated(page);
  await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "Board" }).click();
  await link(page, a!).focus();
  for (const key of ["Space", "ArrowRight", "ArrowRight", "Space"]) await page.keyboard.press(key);
  await expect.poll(() => cards(page, "done")).toEqual([a]);
  await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "List" }).click();
  await expect(page.locator("#list")).toBeVisible();
  await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => status(server, a!)).toBe("in_progress");
});

test("an undo that comes too late says so, and the card stays", async ({ page, server }) => {
  const [a] = await board(server, { backlog: ["A"] });
  await open(page);
  await moveRight(page, a!);
  await expect.poll(() => status(server, a!)).toBe("todo");
  await server.api("POST", `/issues/${a}/close`);
  await expect.poll(() => cards(page, "done")).toEqual([a]);
  await page.keyboard.press("Control+z");
  await expect(page.locator(".toast-error")).toContainText(`#${a} was moved again since, so this can't be undone`);
  await expect.poll(() => cards(page, "done")).toEqual([a]);
});

test("the card that is put back is scrolled to and has the focus", async ({ page, server }) => {
  const ids = await board(server, { backlog: ["A", "B"] });
  await page.setViewportSize({ width: 800, height: 700 });
  await open(page);
  await link(page, ids[0]!).focus();
  for (const key of ["Space", "ArrowRight", "ArrowRight", "Space"]) await page.keyboard.press(key);
  await expect.poll(() => cards(page, "in_progress")).toEqual([ids[0]]);
  await page.evaluate(() => document.querySelector(".board")!.scrollTo({ left: 10_000 }));
  await page.keyboard.press("Control+z");
  await expect(link(page, ids[0]!)).toBeFocused();
  await expect(card(page, ids[0]!)).toBeInViewport();
});

test("moves made without a server survive leaving the board", async ({ page, server }) => {
  const [a, b] = await board(server, { backlog: ["A"], todo: ["B"] });
  // The list's program is here.
  await page.goto("/issues");
  await hydrated(page);
  await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "Board" }).click();
  await expect(card(page, a!)).toBeVisible();
  await server.kill();
  await moveRight(page, a!);
  await expect(pill(page)).toHaveText("Offline · 1 change waiting");
  await moveRight(page, b!);
  await expect(pill(page)).toHaveText("Offline · 2 changes waiting");
  await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "List" }).click();
  await expect(page).toHaveURL(/\/issues/);
  await expect(pill(page)).toHaveText("Offline · 2 changes waiting");
  await server.restart();
  await hydrated(page);
  await expect.poll(() => Promise.all([status(server, a!), status(server, b!)])).toEqual(["todo", "in_progress"]);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("crosslink.move.")))).toEqual([]);
});

test("moves that a closed tab left behind are sent by the next one, whatever page it shows", async ({ page, context, server }) => {
  const [a] = await board(server, { backlog: ["A"] });
  await open(page);
  // It is made, but nobody hears that it was.
  await page.route("**/fn/move_issue", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await moveRight(page, a!);
  await expect.poll(() => status(server, a!)).toBe("todo");
  await page.unroute("**/fn/move_issue");
  await page.route("**/fn/move_issue", (route) => route.abort());
  await page.goto("about:blank");
  await server.api("POST", `/issues/${a}/close`);
  const next = await context.newPage();
  const sent = next.waitForRequest("**/fn/move_issue");
  await next.goto("/agents");
  await sent;
  await hydrated(next);
  await expect.poll(() => next.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("crosslink.move.")).length)).toBe(0);
  expect(await status(server, a!), "it had been made already").toBe("done");
  await expect(next.locator(".toast-error")).toHaveCount(0);
});

test("a tab leaves the moves of another open tab to it", async ({ page, context, server }) => {
  const [a] = await board(server, { backlog: ["A"] });
  await open(page);
  await page.route("**/fn/move_issue", (route) => route.abort());
  await moveRight(page, a!);
  await expect(card(page, a!)).toHaveClass(/card-pending/);
  const other = await context.newPage();
  let sent = 0;
  other.on("request", (request) => (sent += Number(request.url().endsWith("/fn/move_issue"))));
  await other.goto("/");
  await boardReady(other);
  expect(sent).toBe(0);
  expect(await cards(other, "backlog")).toEqual([a]);
  await page.unroute("**/fn/move_issue");
  await page.getByRole("button", { name: "Retry" }).click();
  await expect.poll(() => cards(other, "todo")).toEqual([a]);
  expect(sent).toBe(0);
  await expect(lane(other, "backlog").locator("article")).toHaveCount(0);
});

test("after a reload a move that waits is shown where it goes, and a refusal is told", async ({ page, server }) => {
  const [a] = await board(server, { backlog: ["A"] });
  await open(page);
  await page.route("**/fn/move_issue", (route) => route.abort());
  await moveRight(page, a!);
  await expect(card(page, a!)).toHaveClass(/card-pending/);
  await page.reload();
  // It is tried again at once, in vain: the pill never says "Live".
  await expect(pill(page)).toHaveText("Offline · 1 change waiting");
  await expect.poll(() => cards(page, "todo")).toEqual([a]);
  await server.api("DELETE", `/issues/${a}`);
  await page.unroute("**/fn/move_issue");
  await expect(page.locator(".toast-error")).toContainText(`#${a}: `, { timeout: 15_000 });
  await expect(pill(page)).toHaveText("Live");
});
