import { expect, hydrated, test } from "../fixtures.js";

test("start, work, end with notes", async ({ page, server }) => {
  const issue = await server.issue("Fix the pool");
  await page.goto("/sessions");
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "Nobody is working" })).toBeVisible();
  await page.getByLabel("Agent").fill("worker-1");
  await page.getByRole("button", { name: "Start a session" }).click();
  const session = page.locator("li.panel");
  await expect(session).toContainText("worker-1");
  await expect(session).toContainText("Works on no issue");
  await page.getByLabel("Issue that session 1 works on").fill("999");
  await page.getByRole("button", { name: "Work on it" }).click();
  await expect(page.locator(".toast-error")).toContainText("Issue #999 does not exist");
  await page.getByLabel("Issue that session 1 works on").fill(`${issue}`);
  await page.getByRole("button", { name: "Work on it" }).click();
  await expect(session.getByRole("link", { name: /Fix the pool/ })).toBeVisible();
  const current = await server.api<{ active_issue_id: number }>("GET", "/sessions/current?agent_id=worker-1");
  expect(current.active_issue_id).toBe(issue);
  await session.getByText("End…").click();
  await page.getByLabel("Handoff notes").fill("Half is **done**");
  await page.getByRole("button", { name: "End the session" }).click();
  await expect(session).toHaveCount(0);
  await expect(page.locator("li.comment .prose strong")).toHaveText("done");
  await expect(page.locator("li.comment")).toContainText("Fix the pool");
});

test("what an agent says of itself appears, and typed notes stay", async ({ page, server }) => {
  await server.api("POST", "/sessions/start", { agent_id: "worker-1" });
  await page.goto("/sessions");
  await hydrated(page);
  await page.getByText("End…").click();
  await page.getByLabel("Handoff notes").fill("not yet sent");
  await server.api("POST", "/sessions/action", { action: "Wrote the test" });
  await expect(page.locator("li.panel")).toContainText("Last: Wrote the test");
  await server.api("POST", "/sessions/start", { agent_id: "worker-2" });
  await expect(page.locator("li.panel")).toHaveCount(2);
  await expect(page.locator("li.panel").nth(1).getByLabel("Handoff notes")).toHaveValue("not yet sent");
  await server.api("POST", "/sessions/end?agent_id=worker-1", { notes: "by itself" });
  await expect(page.locator("li.comment")).toContainText("by itself");
});

test("older sessions are a page away", async ({ page, server }) => {
  for (let n = 0; n < 31; n++) {
    await server.api("POST", "/sessions/start", { agent_id: `worker-${n}` });
    await server.api("POST", "/sessions/end");
  }
  await page.goto("/sessions");
  await hydrated(page);
  await expect(page.locator("li.comment")).toHaveCount(30);
  await page.getByRole("link", { name: "Older sessions" }).click();
  await expect(page.locator("li.comment")).toHaveCount(1);
  await expect(page.locator("li.comment")).toContainText("worker-0");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("start and end", async ({ page, server }) => {
    await page.goto("/sessions");
    await page.getByLabel("Agent").fill("worker-1");
    await page.getByRole("button", { name: "Start a session" }).click();
    await expect(page.locator("li.panel")).toContainText("worker-1");
    await page.getByText("End…").click();
    await page.getByLabel("Handoff notes").fill("by a form");
    await page.getByRole("button", { name: "End the session" }).click();
    await expect(page.locator("li.comment")).toContainText("by a form");
    expect(await server.api("GET", "/sessions/current")).toBe(null);
  });
});
