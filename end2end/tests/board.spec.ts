import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { type Locator, type Page } from "@playwright/test";
import { Server, expect, hydrated, test } from "../fixtures.js";

const card = (page: Page, id: number) => page.locator(`#card-${id}`);
const lane = (page: Page, status: string) => page.locator(`#lane-${status}`);

/** The ids of a lane's cards, in order. */
async function order(page: Page, status: string): Promise<number[]> {
  const ids = await lane(page, status).locator("article.card").evaluateAll((cards) => cards.map((card) => card.id));
  return ids.map((id) => Number(id.replace("card-", "")));
}

async function middle(element: Locator): Promise<{ x: number; y: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error("not on screen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** A lane with its head: an empty one is a rail until a card is in the air. */
const column = (page: Page, status: string) => page.locator(".lane", { has: lane(page, status) });

/** Lifts a card with the mouse and carries it to a point, or to the middle of what is there then; the button stays down. */
async function carry(page: Page, id: number, to: { x: number; y: number } | Locator) {
  const from = await middle(card(page, id));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 12, from.y + 4, { steps: 3 });
  await expect(card(page, id)).toHaveClass(/card-lifted/);
  const { x, y } = "x" in to ? to : await middle(to);
  await page.mouse.move(x, y, { steps: 8 });
}

async function board(page: Page) {
  await page.goto("/");
  await hydrated(page);
}

test.describe("by mouse", () => {
  test("within a lane: the order is kept through a reload and seen by a second browser", async ({ page, server, browser }) => {
    const ids = [];
    for (const title of ["One", "Two", "Three", "Four"]) ids.push(await server.issue(title));
    const [one, two, three, four] = ids as [number, number, number, number];
    await board(page);
    const other = await (await browser.newContext()).newPage();
    await other.goto(server.url);
    await hydrated(other);

    const to = await middle(card(page, three));
    await carry(page, one, { x: to.x, y: to.y + 20 });
    await page.mouse.up();
    await expect.poll(() => order(page, "backlog")).toEqual([two, three, one, four]);
    await expect.poll(() => order(other, "backlog")).toEqual([two, three, one, four]);
    await page.reload();
    await expect.poll(() => order(page, "backlog")).toEqual([two, three, one, four]);
    await other.context().close();
  });

  test("between lanes, and a second browser sees it", async ({ page, server, browser }) => {
    const id = await server.issue("Carry me");
    await board(page);
    const other = await (await browser.newContext()).newPage();
    await other.goto(server.url);
    await hydrated(other);
    await carry(page, id, column(page, "todo"));
    await expect(page.locator(".lane", { has: lane(page, "review") })).toHaveClass(/lane-no/);
    await expect(page.locator(".lane", { has: lane(page, "todo") })).toHaveClass(/lane-yes/);
    await page.mouse.up();
    await expect.poll(() => order(page, "todo")).toEqual([id]);
    await expect.poll(() => order(other, "todo")).toEqual([id]);
    await page.goto(`/issues/${id}`);
    await expect(page.getByText("Todo").first()).toBeVisible();
    await other.context().close();
  });

  test("a lane that refuses sends it back and says why", async ({ page, server }) => {
    const id = await server.issue("Not yet");
    await board(page);
    await carry(page, id, column(page, "review"));
    await page.mouse.up();
    await expect(page.locator(".toast")).toContainText("Can't move from Backlog to Review. Allowed: Todo, In progress, Cancelled");
    expect(await order(page, "backlog")).toEqual([id]);
    expect(await order(page, "review")).toEqual([]);
  });

  test("Escape puts it back, and a click after a drag opens nothing", async ({ page, server }) => {
    const id = await server.issue("Back again");
    await board(page);
    await carry(page, id, column(page, "todo"));
    await page.keyboard.press("Escape");
    await page.mouse.up();
    await expect(card(page, id)).not.toHaveClass(/card-lifted/);
    expect(await order(page, "backlog")).toEqual([id]);
    await expect(page).toHaveURL(`${server.url}/`);
  });

  test("what the server refuses glides back with the reason", async ({ page, server, context }) => {
    const id = await server.issue("Moved elsewhere");
    await board(page);
    // The page does not hear that the issue was closed meanwhile.
    await page.route("**/fn/move_issue*", async (route) => {
      await server.api("POST", `/issues/${id}/close`);
      await route.continue();
    });
    await carry(page, id, column(page, "todo"));
    await page.mouse.up();
    await expect(page.locator(".toast-error")).toContainText("Can't move from Done to Todo. Allowed: Backlog");
    await expect.poll(() => order(page, "done")).toEqual([id]);
    await context.unrouteAll();
  });
});

test.describe("by keyboard", () => {
  test("lift, move, drop and cancel; the focus stays on the card and the region tells", async ({ page, server }) => {
    const first = await server.issue("First");
    const second = await server.issue("Second");
    await board(page);
    const said = page.locator("#board-said");
    await card(page, second).locator(".card-title").focus();
    await page.keyboard.press("Space");
    await expect(said).toContainText(`Picked up #${second}, position 2 of 2 in Backlog.`);
    await page.keyboard.press("ArrowRight");
    await expect(said).toContainText("Todo, 1 of 1.");
    await page.keyboard.press("Space");
    await expect(said).toContainText(`Dropped #${second}, 1 of 1 in Todo.`);
    await expect(card(page, second).locator(".card-title")).toBeFocused();
    await expect.poll(() => order(page, "todo")).toEqual([second]);

    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    await expect(said).toContainText(`#${second} is back in Todo`);
    expect(await order(page, "todo")).toEqual([second]);
    expect(await order(page, "backlog")).toEqual([first]);
  });

  test("without lifting: arrows walk, Alt moves within the lane, Enter opens", async ({ page, server }) => {
    const a = await server.issue("A");
    const b = await server.issue("B");
    await board(page);
    await card(page, a).locator(".card-title").focus();
    await page.keyboard.press("ArrowDown");
    await expect(card(page, b).locator(".card-title")).toBeFocused();
    await page.keyboard.press("Alt+ArrowUp");
    await expect.poll(() => order(page, "backlog")).toEqual([b, a]);
    await expect(card(page, b).locator(".card-title")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`${server.url}/issues/${b}`);
  });
});

test("by the menu: a lane, a place, and a lane that says why not", async ({ page, server }) => {
  const a = await server.issue("A");
  const b = await server.issue("B");
  await board(page);
  const menu = page.locator(".move-menu");
  await card(page, b).hover();
  await card(page, b).locator(".card-menu").click();
  await menu.getByRole("menuitem", { name: /Move to top/ }).click();
  await expect.poll(() => order(page, "backlog")).toEqual([b, a]);

  await card(page, b).locator(".card-menu").click();
  await expect(menu.getByRole("menuitem", { name: /Review/ })).toHaveAttribute("aria-disabled", "true");
  await menu.getByRole("menuitem", { name: /Todo/ }).click();
  await expect.poll(() => order(page, "todo")).toEqual([b]);
});

test("a lane of 3,000 cards keeps few of them in the page, and shows the last when scrolled to", async ({ browser }) => {
  const file = join(tmpdir(), `crosslink-many-${process.pid}.jsonl`);
  const row = (n: number) => ({ id: `x-${n}`, title: `Issue number ${n}`, status: "open", priority: 2, created_at: "2026-01-01T00:00:00Z" });
  writeFileSync(file, Array.from({ length: 3000 }, (_, n) => JSON.stringify(row(n))).join("\n"));
  const server = await Server.start(file);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(server.url);
  await hydrated(page);
  const backlog = lane(page, "backlog");
  const count = () => backlog.locator("article.card").count();
  await expect.poll(count).toBeGreaterThan(5);
  expect(await count()).toBeLessThan(120);
  await backlog.evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await expect(backlog.locator("li[aria-posinset='3000']")).toBeVisible({ timeout: 15_000 });
  expect(await count()).toBeLessThan(120);
  await context.close();
  await server.stop();
});

test("filters are in the address: chips put them on and off, and a board without cards says why", async ({ page, server }) => {
  const bug = await server.issue({ title: "A bug", labels: ["bug"], priority: "high" });
  const chore = await server.issue({ title: "A chore", labels: ["chore"], priority: "low" });
  await page.goto("/?label=bug");
  await hydrated(page);
  await expect.poll(() => order(page, "backlog")).toEqual([bug]);
  await page.locator(".chip-on").first().click();
  await expect.poll(() => order(page, "backlog")).toEqual([bug, chore]);
  await expect(page).toHaveURL(`${server.url}/`);

  // What others change passes the filter too.
  await page.goto("/?label=chore");
  await hydrated(page);
  await expect.poll(() => order(page, "backlog")).toEqual([chore]);
  await server.api("POST", `/issues/${bug}/labels`, { label: "chore" });
  await expect.poll(() => order(page, "backlog")).toEqual([bug, chore]);
  await server.api("DELETE", `/issues/${chore}/labels/chore`);
  await expect.poll(() => order(page, "backlog")).toEqual([bug]);

  await page.goto("/?label=nobody");
  await hydrated(page);
  await expect(page.locator(".empty")).toContainText(/hid|filter/i);
  await page.locator(".empty").getByRole("link", { name: /clear/i }).click();
  await expect.poll(() => order(page, "backlog")).toEqual([bug, chore]);
});
