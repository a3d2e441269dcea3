import type { Page } from "@playwright/test";
import { expect, hydrated, test } from "../fixtures.js";

async function visit(page: Page, id: number) {
  await page.goto(`/issues/${id}`);
  await hydrated(page);
}

const toasts = (page: Page) => page.locator(".toast");

test("a comment that could not be sent comes back, and is sent once", async ({ page, server }) => {
  const id = await server.issue("Shaky");
  await visit(page, id);
  await page.route("**/fn/add_comment", (route) => route.abort());
  const box = page.locator("textarea[name=content]");
  await box.fill("Do not lose me");
  await page.keyboard.press("Control+Enter");
  await expect(toasts(page)).toContainText("The server cannot be reached");
  await expect(box).toHaveValue("Do not lose me");
  await expect(page.locator(".comment")).toHaveCount(0);
  await page.unroute("**/fn/add_comment");
  await toasts(page).getByRole("button", { name: "Retry" }).click();
  await expect(page.locator(".comment")).toHaveText(/Do not lose me/);
  await expect(box).toHaveValue("");
  await page.reload();
  await expect(page.locator(".comment")).toHaveCount(1);
});
