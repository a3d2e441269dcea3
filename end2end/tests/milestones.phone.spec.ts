import { expect, hydrated, test } from "../fixtures.js";

test("a finger that rests on an issue drags it onto a milestone", async ({ page, server }) => {
  const issue = await server.issue("Drag me");
  await server.api("POST", "/milestones", { name: "v1" });
  await page.goto("/milestones");
  await hydrated(page);
  const middle = async (selector: string) => {
    const box = await page.locator(selector).boundingBox();
    if (!box) throw new Error(`${selector} is not on screen`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const touch = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", point?: { x: number; y: number }) =>
    touch.send("Input.dispatchTouchEvent", { type, touchPoints: point ? [point] : [] });
  const [from, to] = [await middle(`a[href='/issues/${issue}']`), await middle("li[data-milestone='1']")];
  await send("touchStart", from);
  await expect(page.locator(".drag-ghost")).toContainText("Drag me");
  for (let step = 1; step <= 8; step++) {
    await send("touchMove", { x: from.x + ((to.x - from.x) * step) / 8, y: from.y + ((to.y - from.y) * step) / 8 });
  }
  await expect(page.locator("li[data-milestone='1']")).toHaveClass(/drop-here/);
  await send("touchEnd");
  await expect(page.locator(`a[href='/issues/${issue}']`)).toHaveCount(0);
  await expect(page).toHaveURL(/\/milestones$/);
  const of = async () => (await server.api<{ milestone: { name: string } | null }>("GET", `/issues/${issue}`)).milestone?.name;
  await expect.poll(of).toBe("v1");
});

test("a finger that moves at once scrolls the page", async ({ page, server }) => {
  for (let n = 0; n < 24; n++) await server.issue(`Issue ${n}`);
  await page.clock.install();
  await page.goto("/milestones");
  await hydrated(page);
  // However slow the machine is, for the page the finger does not rest.
  await page.clock.pauseAt(Date.now() + 60_000);
  const touch = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", y?: number) =>
    touch.send("Input.dispatchTouchEvent", { type, touchPoints: y === undefined ? [] : [{ x: 150, y }] });
  await send("touchStart", 700);
  for (let y = 680; y > 300; y -= 20) await send("touchMove", y);
  await send("touchEnd");
  await expect.poll(() => page.locator(".split").evaluate((split) => split.scrollTop)).toBeGreaterThan(100);
  await expect(page.locator(".drag-ghost")).toHaveCount(0);
});
