import type { Page } from "@playwright/test";
import { expect, hydrated, test } from "../fixtures.js";

async function visit(page: Page, id: number) {
  await page.goto(`/issues/${id}`);
  await hydrated(page);
}

const title = (page: Page) => page.locator("h2.title");
const toasts = (page: Page) => page.locator(".toast");

test("from issue to issue and back, each with its own title, text and keys", async ({ page, server }) => {
  const blocker = await server.issue({ title: "The blocker", description: "Described" });
  const id = await server.issue({ title: "The blocked", blockers: [blocker] });
  await visit(page, id);
  await page.locator("textarea[name=content]").fill("for the blocked");
  await page.getByRole("link", { name: /The blocker/ }).click();
  await expect(title(page)).toHaveText("The blocker");
  await expect(page).toHaveTitle(/^#1 The blocker/);
  await expect(page.locator("textarea[name=content]")).toHaveValue("");
  await page.keyboard.press("e");
  // A key that comes before the field is there is lost.
  await expect(page.getByLabel("Title", { exact: true })).toBeFocused();
  await page.keyboard.type("Renamed");
  await page.keyboard.press("Enter");
  await page.goBack();
  await expect(title(page)).toHaveText("The blocked");
  await expect(page.getByRole("link", { name: /Renamed/ })).toBeVisible();
  await expect(page.locator("textarea[name=content]")).toHaveValue("for the blocked");
});

test("a comment that could not be sent comes back, and is sent once", async ({ page, server }) => {
  const id = await server.issue("Shaky");
  await visit(page, id);
  await page.route("**/fn/add_comment", (route) => route.abort());
  const box = page.locator("textarea[name=content]");
  await box.fill("Do not lose me");
  await page.keyboard.press("Control+Enter");
  await expect(toasts(page)).toContainText("Can't reach the server");
  await expect(box).toHaveValue("Do not lose me");
  await expect(page.locator(".comment")).toHaveCount(0);
  await page.unroute("**/fn/add_comment");
  await toasts(page).getByRole("button", { name: "Retry" }).click();
  await expect(page.locator(".comment")).toHaveText(/Do not lose me/);
  await expect(box).toHaveValue("");
  await page.reload();
  await expect(page.locator(".comment")).toHaveCount(1);
});
