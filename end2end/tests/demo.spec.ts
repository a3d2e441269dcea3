/** The demonstration: every page has something to show, and agents look alive. */
import { expect, hydrated, test } from "../fixtures.js";

test.use({ source: "demo" });

test("no page is empty", async ({ page }) => {
  for (const path of ["/", "/issues", "/milestones", "/knowledge", "/agents", "/locks", "/sessions", "/usage"]) {
    await page.goto(path);
    await hydrated(page);
    await expect(page.locator(".empty"), path).toHaveCount(0);
  }
  await page.goto("/agents");
  await expect(page.getByRole("row", { name: /deck-1/ })).toContainText("active");
  await page.goto("/locks?show=stale");
  await expect(page.getByRole("row", { name: /pier-3/ })).toHaveCount(1);
  await page.goto("/knowledge/scan-journal");
  await page.getByRole("article").getByRole("link", { name: "#8" }).first().click();
  await expect(page.locator("h2.title")).toContainText("Keep scans in a journal");
});
