import { expect, hydrated, test } from "../fixtures.js";

test("a finger that rests lifts the card, and drops it in the next place", async ({ page, server }) => {
  const ids = [];
  for (const title of ["One", "Two", "Three"]) ids.push(await server.issue(title));
  const [one, two, three] = ids as [number, number, number];
  await page.goto("/");
  await hydrated(page);
  const at = async (id: number) => {
    const box = await page.locator(`#card-${id}`).boundingBox();
    if (!box) throw new Error("not on screen");
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const touch = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", point?: { x: number; y: number }) =>
    touch.send("Input.dispatchTouchEvent", { type, touchPoints: point ? [point] : [] });
  const from = await at(one);
  const to = await at(two);
  await send("touchStart", from);
  await expect(page.locator(`#card-${one}`)).toHaveClass(/card-lifted/);
  for (let step = 1; step <= 8; step++) await send("touchMove", { x: from.x, y: from.y + ((to.y + 20 - from.y) * step) / 8 });
  await send("touchEnd");
  const order = () =>
    page.locator("#lane-backlog article.card").evaluateAll((cards) => cards.map((card) => Number(card.id.replace("card-", ""))));
  await expect.poll(order).toEqual([two, one, three]);
  await page.reload();
  await expect.poll(order).toEqual([two, one, three]);
});

test("a finger that moves at once scrolls the lane", async ({ page, server }) => {
  for (let n = 0; n < 12; n++) await server.issue(`Card ${n}`);
  await page.clock.install();
  await page.goto("/");
  await hydrated(page);
  // However slow the machine is, for the page the finger does not rest.
  await page.clock.pauseAt(Date.now() + 60_000);
  const touch = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", y?: number) =>
    touch.send("Input.dispatchTouchEvent", { type, touchPoints: y === undefined ? [] : [{ x: 150, y }] });
  await send("touchStart", 600);
  for (let y = 580; y > 200; y -= 20) await send("touchMove", y);
  await send("touchEnd");
  await expect.poll(() => page.locator("#lane-backlog").evaluate((list) => list.scrollTop)).toBeGreaterThan(100);
  await expect(page.locator(".card-lifted")).toHaveCount(0);
});
