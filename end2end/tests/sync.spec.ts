import { expect, hydrated, test } from "../fixtures.js";
import { Hub } from "../hub.js";

test("what waits is pushed, and the page says so", async ({ page, server }) => {
  const hub = Hub.of(server);
  await server.issue({ title: "Fix auth timeout", comments: ["Hello"] });
  await page.goto("/sync");
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "No hub yet" })).toBeVisible();
  await expect(page.getByText("To push: 1 issue, 1 comment.")).toBeVisible();
  await page.getByRole("button", { name: "Push" }).click();
  await expect(page.getByText("Up to date")).toBeVisible();
  await expect(page.getByText("Pushed 1 issue, 1 comment.").first()).toBeVisible();
  await page.getByRole("button", { name: "Fetch" }).click();
  await expect(page.getByText("Nothing new on the hub.").first()).toBeVisible();
  expect(hub.files()).toContain("/issue.json");
  hub.remove();
});

test("why nothing was fetched stays on the page", async ({ page }) => {
  await page.goto("/sync");
  await hydrated(page);
  await page.getByRole("button", { name: "Fetch" }).click();
  await expect(page.getByRole("alert")).toContainText("Hub not initialized");
});
