import { expect, hydrated, test } from "../fixtures.js";

const panel = (page: import("@playwright/test").Page) => page.getByRole("region", { name: /^Peek at/ });

test("an issue is read beside the list, follows the focus, and is closed where one was", async ({ page, server }) => {
  const parent = await server.issue("The pool");
  const a = await server.issue({ title: "Fix the pool", description: "It **leaks**.", labels: ["bug"], priority: "high" });
  const b = await server.issue("Drain it");
  await server.api("PATCH", `/issues/${a}`, { parent_id: parent });
  await server.api("POST", `/issues/${a}/comments`, { content: "First" });
  await server.api("POST", `/issues/${a}/comments`, { content: "Second, *newer*" });
  await page.goto("/issues?sort=-id");
  await hydrated(page);
  await page.keyboard.press("j");
  await page.keyboard.press("Space");
  await expect(panel(page)).toContainText("Drain it");
  await expect(panel(page)).toContainText("No description");
  await page.keyboard.press("j");
  const open = page.getByRole("region", { name: `Peek at #${a}` });
  await expect(open.getByRole("heading", { name: "Fix the pool" })).toBeVisible();
  await expect(open.locator(".prose strong")).toHaveText("leaks");
  await expect(open).toContainText("High");
  await expect(open).toContainText("bug");
  await expect(open.getByRole("link", { name: /The pool/ }).first()).toBeVisible();
  await expect(open).toContainText("Newest of 2 comments");
  await expect(open.locator(".comment em")).toHaveText("newer");
  // It is live, and rows make room for it.
  await server.api("PATCH", `/issues/${a}`, { title: "Mend the pool" });
  await expect(open.getByRole("heading", { name: "Mend the pool" })).toBeVisible();
  const [row, side] = [await page.locator(`#row-${a}`).boundingBox(), await open.boundingBox()];
  expect(row!.x + row!.width).toBeLessThanOrEqual(side!.x);
  const sort = await page.locator("[popovertarget=sort]").boundingBox();
  expect(sort!.x + sort!.width).toBeLessThanOrEqual(side!.x);
  // The menu on top is closed first, then the choice that it was for, then the panel.
  await page.keyboard.press("s");
  await expect(page.locator("#bulk-status")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("#bulk-status")).toBeHidden();
  await expect(open).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel(page)).toHaveCount(0);
  await expect(page.locator(`#row-${a}`)).toBeFocused();
  await page.locator(`#row-${b}`).hover();
  await page.getByRole("button", { name: `Peek at #${b}` }).click();
  await expect(panel(page)).toContainText("Drain it");
  await page.getByRole("button", { name: "Close peek" }).click();
  await expect(page.locator(`#row-${b}`)).toBeFocused();
  await page.keyboard.press("v");
  await panel(page).getByRole("heading", { name: "Drain it" }).click();
  await page.keyboard.press("v");
  await expect(panel(page)).toHaveCount(0);
  await page.keyboard.press("v");
  await panel(page).getByRole("link", { name: "Open" }).click();
  await expect(page).toHaveURL(`/issues/${b}`);
});

test("on the board by V and by a card's menu; one that is deleted is closed", async ({ page, server }) => {
  const [a, b] = [await server.issue("Fix the pool"), await server.issue("Drain it")];
  await page.goto("/");
  await hydrated(page);
  await page.locator(`#card-${a} .card-title`).focus();
  await page.keyboard.press("v");
  await expect(page.getByRole("region", { name: `Peek at #${a}` })).toContainText("Fix the pool");
  await page.keyboard.press("j");
  await expect(page.getByRole("region", { name: `Peek at #${b}` })).toContainText("Drain it");
  await server.api("DELETE", `/issues/${b}`);
  await expect(panel(page)).toHaveCount(0);
  await page.getByRole("button", { name: `Move #${a}` }).click();
  await page.getByRole("menuitem", { name: "Peek" }).click();
  await expect(panel(page)).toContainText("Fix the pool");
  await expect(page.locator(`#card-${a} .card-title`)).toBeFocused();
  await page.keyboard.press("v");
  await expect(panel(page)).toHaveCount(0);
});

test("where it covers the page it has the focus", async ({ page, server }) => {
  const [a, b] = [await server.issue("Fix the pool"), await server.issue("Drain it")];
  await page.setViewportSize({ width: 800, height: 700 });
  await page.goto("/issues?sort=id");
  await hydrated(page);
  await page.keyboard.press("j");
  await page.keyboard.press("v");
  await expect(page.getByRole("region", { name: `Peek at #${a}` })).toBeFocused();
  await page.keyboard.press("j");
  await expect(page.getByRole("region", { name: `Peek at #${b}` })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator(`#row-${b}`)).toBeFocused();
});
