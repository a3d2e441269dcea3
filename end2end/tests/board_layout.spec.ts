/** The board's lanes and cards as people see them: rails, what a refused lane says, new and blocked cards, keys of a card. */
import type { Locator, Page } from "@playwright/test";
import { type Status, board, boardReady, cards, lane } from "../board.js";
import { expect, test } from "../fixtures.js";

const column = (page: Page, status: Status): Locator => page.locator(".lane", { has: lane(page, status) });
const link = (page: Page, id: number): Locator => page.locator(`#card-${id} .card-title`);
const width = async (element: Locator): Promise<number> => (await element.boundingBox())!.width;

const RAIL = 60;

test("lanes without cards are rails; a card in the air opens those that take it", async ({ page, server }) => {
  const [a] = await board(server, { backlog: ["Anna"] });
  await page.goto("/");
  await boardReady(page);
  expect(await width(column(page, "todo"))).toBeLessThan(RAIL);
  expect(await width(column(page, "backlog"))).toBeGreaterThan(200);
  await link(page, a!).focus();
  await page.keyboard.press("Space");
  await expect(lane(page, "todo")).toBeVisible();
  await expect(lane(page, "review")).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(lane(page, "todo")).toBeHidden();

  await column(page, "todo").click();
  await expect(lane(page, "todo")).toBeVisible();
  await page.reload();
  await boardReady(page);
  await expect(lane(page, "todo")).toBeVisible();
  // Collapsed by hand it is what it would be by itself: a card that comes opens it.
  await page.getByRole("button", { name: "Collapse Todo" }).click();
  await expect(lane(page, "todo")).toBeHidden();
  await link(page, a!).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => cards(page, "todo")).toEqual([a]);
  await expect(link(page, a!)).toBeFocused();
  await expect(lane(page, "backlog")).toBeHidden();
});

test("a refused lane says why over its cards, which stay where they are", async ({ page, server }) => {
  const [a] = await board(server, { backlog: ["Anna"] });
  const done = await server.issue({ title: "Berta", closed: true });
  await page.goto("/");
  await boardReady(page);
  const top = async () => (await page.locator(`#card-${done}`).boundingBox())!.y;
  const before = await top();
  await link(page, a!).focus();
  await page.keyboard.press("Space");
  await expect(column(page, "done").locator(".lane-why")).toHaveText("Can't move from Backlog to Done. Allowed: Todo, In progress, Cancelled");
  expect(await top()).toBe(before);
});

test("work that begins on a blocked issue is warned of", async ({ page, server }) => {
  const blocker = await server.issue("First");
  const blocked = await server.issue({ title: "Second", blockers: [blocker] });
  await page.goto("/");
  await boardReady(page);
  await link(page, blocked).focus();
  await page.keyboard.press("s");
  await page.getByRole("menuitem", { name: "In progress" }).click();
  await expect(page.getByText(`#${blocked} is blocked by 1 open issue`)).toBeVisible();
  await expect.poll(() => cards(page, "in_progress")).toEqual([blocked]);
});

test("an issue from the dialog is on top of its lane and has the focus", async ({ page, server }) => {
  await board(server, { backlog: ["Anna", "Berta"] });
  await page.goto("/");
  await boardReady(page);
  await page.keyboard.press("c");
  await page.getByRole("dialog").getByLabel("Title").fill("Cäsar");
  await page.keyboard.press("Control+Enter");
  const card = lane(page, "backlog").locator("li").first();
  await expect(card).toContainText("Cäsar");
  await expect(card.locator(".card-title")).toBeFocused();
});

test("keys on a card open its issue with the field in hand", async ({ page, server }) => {
  const [a] = await board(server, { backlog: ["Anna"] });
  for (const [key, menu] of [["p", "#priority-menu"], ["Shift+L", "#labels-menu"], ["m", "#milestone-menu"], ["b", "#blocker-menu"]] as const) {
    await page.goto("/");
    await boardReady(page);
    await link(page, a!).focus();
    await page.keyboard.press(key);
    await expect(page).toHaveURL(`/issues/${a}`);
    await expect(page.locator(menu)).toBeVisible();
  }
});

test("Ctrl and a click on New, or on a lane's plus, open a tab", async ({ page, server }) => {
  await board(server, { backlog: ["Anna"] });
  await page.goto("/");
  await boardReady(page);
  for (const name of ["New C", "New issue in Backlog"]) {
    const tab = page.context().waitForEvent("page");
    await page.getByRole("link", { name, exact: true }).click({ modifiers: ["Control"] });
    const opened = await tab;
    await expect(opened).toHaveURL(/\/issues\/new/);
    await opened.close();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});
