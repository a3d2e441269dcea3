/** A finger at the edge, and a tap. */
import { board, boardReady, cards } from "../board.js";
import { expect, test } from "../fixtures.js";

test("at the edge of the window the board scrolls to the next lane", async ({ page, server }) => {
  const [a] = await board(server, { backlog: ["Anna"], todo: ["Berta"] });
  await page.goto("/");
  await boardReady(page);
  const touch = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", x?: number, y?: number) =>
    touch.send("Input.dispatchTouchEvent", { type, touchPoints: x === undefined ? [] : [{ x, y: y! }] });
  const box = (await page.locator(`#card-${a}`).boundingBox())!;
  const y = box.y + 60;
  await send("touchStart", 150, y);
  await expect(page.locator(`#card-${a}`)).toHaveClass(/card-lifted/);
  for (let x = 160; x <= 380; x += 20) await send("touchMove", x, y);
  // How far it scrolls is a matter of time; far enough is beyond the first lane.
  await expect.poll(() => page.locator("#board").evaluate((element) => element.scrollLeft)).toBeGreaterThan(250);
  await send("touchMove", 200, y);
  await send("touchEnd");
  await expect.poll(() => cards(page, "backlog")).toEqual([]);
});

test("the menu is always there, and a tap opens the issue", async ({ page, server }) => {
  const [a, b] = await board(server, { backlog: ["Anna", "Berta"] });
  await page.goto("/");
  await boardReady(page);
  await page.getByRole("button", { name: `Move #${a} to…` }).tap();
  await page.getByRole("menuitem", { name: "Move down" }).tap();
  await expect.poll(() => cards(page, "backlog")).toEqual([b, a]);
  await page.locator(`#card-${a} .card-title`).tap();
  await expect(page).toHaveURL(`/issues/${a}`);
});
