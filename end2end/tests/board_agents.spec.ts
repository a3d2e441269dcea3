/** Who works on what, on the cards and in the sidebar, as it happens. */
import { boardReady } from "../board.js";
import { expect, hydrated, test } from "../fixtures.js";

test("a card shows the agent that holds its issue, live and without reading the board again", async ({ page, server }) => {
  const issue = await server.issue("Fix the timetable");
  await page.goto("/");
  await boardReady(page);
  const reads: string[] = [];
  page.on("request", (request) => reads.push(new URL(request.url()).pathname));
  const card = page.locator(`#card-${issue}`);
  await expect(card.locator(".avatar")).toHaveCount(0);
  await server.api("POST", `/locks/${issue}/claim`, { agent_id: "worker-1" });
  await expect(card.locator(".avatar")).toHaveText("W1");
  await expect(card.locator(".card-meta")).toContainText(/\d+ s/);
  await expect(card.getByRole("link")).toHaveAccessibleName(`#${issue} Fix the timetable, medium, agent worker-1 never seen`);
  await server.api("POST", "/agents/worker-1/heartbeat", {});
  await expect(card.locator(".avatar")).toHaveAttribute("data-beat", "live");
  await expect(card.getByRole("link")).toHaveAccessibleName(`#${issue} Fix the timetable, medium, agent worker-1 active`);
  await expect(page.locator("#menu").getByRole("link", { name: "Agents 1 of 1 active" })).toBeVisible();
  await server.api("POST", `/locks/${issue}/release`);
  await expect(card.locator(".avatar")).toHaveCount(0);
  expect(reads).not.toContain("/fn/load_board");
});

test("an issue's page claims and releases its lock, and names the pages that mention it", async ({ page, server }) => {
  const issue = await server.issue("Fix the timetable");
  await page.goto(`/issues/${issue}`);
  await hydrated(page);
  const button = page.locator("#lock-button");
  await expect(button).toHaveText("Unlocked");
  await button.click();
  await page.getByLabel("Agent").fill("worker-1");
  await page.getByRole("button", { name: "Claim", exact: true }).click();
  await expect(button).toContainText("worker-1");
  await expect(page.locator(".timeline")).toContainText("locked this (worker-1)");
  await server.api("POST", "/agents/worker-1/heartbeat", {});
  await expect(button.locator(".avatar")).toHaveAttribute("data-beat", "live");
  await button.click();
  await page.getByRole("button", { name: "Release lock" }).click();
  await expect(button).toHaveText("Unlocked");
  await server.api("POST", "/knowledge", { slug: "boats", title: "All boats", content: `See #${issue}.` });
  await expect(page.getByLabel("Properties").getByRole("link", { name: "All boats" })).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the card says it too, and the lock is released by a form", async ({ page, server }) => {
    const issue = await server.issue("Fix the timetable");
    await server.api("POST", `/locks/${issue}/claim`, { agent_id: "worker-1" });
    await page.goto("/");
    await expect(page.locator(`#card-${issue} .avatar`)).toHaveText("W1");
    await page.goto(`/issues/${issue}`);
    await page.locator("#lock-button").click();
    await page.getByRole("button", { name: "Release lock" }).click();
    await expect(page.locator("#lock-button")).toHaveText("Unlocked");
  });
});
