import { expect, hydrated, test } from "../fixtures.js";

test("the sidebar is a drawer", async ({ page }) => {
  await page.goto("/issues");
  await hydrated(page);
  const menu = page.getByRole("navigation", { name: "Main" });
  await expect(menu).toBeHidden();
  await page.getByRole("link", { name: "Menu" }).click();
  await expect(menu).toBeVisible();
  await expect(menu.getByRole("link").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(page.getByRole("link", { name: "Menu" })).toBeFocused();
  await page.getByRole("link", { name: "Menu" }).click();
  await menu.getByRole("link", { name: "Board" }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(menu).toBeHidden();
});

test("a row has two lines, the title first", async ({ page, server }) => {
  const id = await server.issue({ title: "A title that is so long that it does not fit on the screen of a phone", labels: ["bug"], comments: ["One"] });
  await page.goto("/issues");
  const title = await page.locator(`#row-${id} .row-title`).boundingBox();
  const number = await page.locator(`#row-${id} .row-id`).boundingBox();
  expect(title?.height).toBeLessThan(30);
  expect(number?.y).toBeGreaterThan((title?.y ?? 0) + 10);
  await expect(page.locator(`#row-${id} .row-cells`)).toBeInViewport({ ratio: 1 });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the drawer opens and closes", async ({ page }) => {
    await page.goto("/issues");
    const menu = page.locator("#menu");
    await expect(menu).toBeHidden();
    await page.getByRole("link", { name: "Menu" }).click();
    await expect(menu).toBeVisible();
    await page.locator(".scrim").click({ position: { x: 380, y: 400 } });
    await expect(menu).toBeHidden();
  });
});
