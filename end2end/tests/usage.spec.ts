import { expect, hydrated, test } from "../fixtures.js";

const use = (agent_id: string, model: string, input_tokens: number, cost_estimate?: number) =>
  ({ agent_id, model, input_tokens, output_tokens: 2 * input_tokens, cost_estimate });

test("by agent and model, and of one agent", async ({ page, server }) => {
  await server.api("POST", "/usage", use("worker-1", "opus", 1200, 0.5));
  await server.api("POST", "/usage", use("worker-1", "haiku", 100, 0.0045));
  await server.api("POST", "/usage", use("worker-2", "opus", 3_400_000));
  await page.goto("/usage");
  await hydrated(page);
  await expect(page.locator(".stat dd").first()).toHaveText("$0.50");
  const cells = page.locator(".page > .table-wrap tbody tr");
  await expect(cells).toHaveCount(3);
  await expect(cells.nth(2)).toContainText("worker-2");
  await expect(cells.nth(2)).toContainText("6.8M");
  await expect(page.getByRole("img", { name: "Tokens by day" })).toBeVisible();
  await page.locator(".chart-hit").last().hover();
  await expect(page.locator(".chart-pointed")).toHaveText(/3\.4M input, 6\.8M output/);
  await expect(page.locator(".chart-y span").first()).toHaveText("15M");
  await expect(cells.nth(2).getByRole("cell").last()).toHaveText("—");
  await page.getByRole("link", { name: "worker-1" }).first().click();
  await expect(page).toHaveURL(/agent=worker(-|%2D)1/);
  await expect(cells).toHaveCount(2);
  await page.getByRole("link", { name: "7 days" }).click();
  await expect(page).toHaveURL(/days=7&agent=worker(-|%2D)1/);
  await page.getByRole("link", { name: "Remove filter Agent: worker-1" }).click();
  await expect(cells).toHaveCount(3);
});

test("empty, then live", async ({ page, server }) => {
  await page.goto("/usage");
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "No usage in the last 30 days" })).toBeVisible();
  await server.api("POST", "/usage", use("worker-1", "opus", 7));
  await expect(page.locator(".page > .table-wrap tbody tr")).toContainText("worker-1");
});
