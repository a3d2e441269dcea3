import type { Page } from "@playwright/test";
import { expect, hydrated, test } from "../fixtures.js";

const sheet = (page: Page) => page.locator(".menu:popover-open");

async function box(page: Page, selector: string) {
  const found = await page.locator(selector).first().boundingBox();
  if (!found) throw new Error(`${selector} is not shown`);
  return found;
}

test("the properties are chips above the text, and each opens a sheet", async ({ page, server }) => {
  const id = await server.issue({ title: "In a pocket", description: "text", labels: ["bug", "docs"], comments: ["first"] });
  await page.goto(`/issues/${id}`);
  await hydrated(page);
  const [title, status, text, comment] = [
    await box(page, "h2.title"),
    await box(page, "#status-button"),
    await box(page, ".description"),
    await box(page, ".comment"),
  ];
  expect(status.y).toBeGreaterThan(title.y);
  expect(text.y).toBeGreaterThan(status.y);
  expect(comment.y).toBeGreaterThan(text.y);
  for (const [chip, choice] of [
    ["#status-button", "Todo"],
    ["#priority-button", "Urgent"],
  ] as const) {
    await page.locator(chip).tap();
    await expect(sheet(page)).toBeVisible();
    const { x, y, width, height } = await box(page, ".menu:popover-open");
    expect([x, width, Math.round(y + height)]).toEqual([0, 390, 844]);
    await sheet(page).getByRole("button", { name: choice }).tap();
    await expect(page.locator(chip)).toContainText(choice);
  }
  await page.locator("#labels-button").tap();
  await sheet(page).getByRole("option", { name: "docs" }).tap();
  await page.touchscreen.tap(200, 40);
  await expect(sheet(page)).toHaveCount(0);
  await expect(page.locator(".label-off")).toHaveText(["bug"]);
});

test("what else there is to know is folded", async ({ page, server }) => {
  const id = await server.issue("In a pocket");
  await page.goto(`/issues/${id}`);
  await expect(page.locator("#milestone-button")).toBeHidden();
  await page.getByText("Details", { exact: true }).tap();
  await expect(page.locator("#milestone-button")).toBeVisible();
  await expect(page.getByText(`MAIN-${id}`)).toBeVisible();
});

test("no width is lost, and none is too wide", async ({ page, server }) => {
  const long = "Unbreakable".repeat(20);
  const id = await server.issue({ title: long, description: long, labels: [long.slice(0, 100), "bug"], comments: [long] });
  await page.goto(`/issues/${id}`);
  await hydrated(page);
  expect(await page.locator(".issue").evaluate((issue) => issue.scrollWidth - issue.clientWidth)).toBe(0);
});
