import { expect, hydrated, test } from "../fixtures.js";

test("the theme follows the system until one is chosen, and is kept", async ({ page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body.parentElement as HTMLElement).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/issues");
  await hydrated(page);
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.getByRole("button", { name: /^Theme: system/ }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  expect(await ground()).toBe(light);
  await page.reload();
  expect(await ground()).toBe(light);
  await hydrated(page);
  await page.getByRole("button", { name: /^Theme: light/ }).click();
  await page.emulateMedia({ colorScheme: "light" });
  expect(await ground()).toBe(dark);
  await page.getByRole("button", { name: /^Theme: dark/ }).click();
  expect(await ground()).toBe(light);
});

test("the sidebar narrows, and is so from the first paint of the next page on", async ({ page }) => {
  await page.goto("/issues");
  await hydrated(page);
  const width = async () => (await page.locator("#menu").boundingBox())?.width ?? 0;
  expect(await width()).toBeGreaterThan(200);
  await page.getByRole("button", { name: "Collapse sidebar" }).click();
  expect(await width()).toBeLessThan(60);
  await expect(page.getByRole("link", { name: "Issues" })).toBeVisible();
  await page.reload({ waitUntil: "commit" });
  await page.locator("#menu").waitFor();
  expect(await width()).toBeLessThan(60);
  await hydrated(page);
  await page.getByRole("button", { name: "Expand sidebar" }).click();
  expect(await width()).toBeGreaterThan(200);
});

test("counts in the sidebar follow the issues", async ({ page, server }) => {
  await page.goto("/issues");
  await hydrated(page);
  const count = page.getByRole("link", { name: "Issues" }).locator(".nav-count");
  await expect(count).toHaveText("0 open");
  await server.issue("One");
  await expect(count).toHaveText("1 open");
});

test("after going to another page, focus is on it", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Issues" }).press("Enter");
  await expect(page).toHaveURL(/\/issues$/);
  await expect(page).toHaveTitle("Issues · Crosslink");
  await expect(page.locator("#main")).toBeFocused();
});

test("a page that is not there says so", async ({ page }) => {
  const answer = await page.goto("/no/such/page");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await page.getByRole("link", { name: "Go to Board" }).click();
  await expect(page).toHaveURL(/\/$/);
});
