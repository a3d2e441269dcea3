import { expect, hydrated, test } from "../fixtures.js";

test("start, work, end with notes", async ({ page, server }) => {
  const issue = await server.issue("Fix the pool");
  await page.goto("/sessions");
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "No active sessions" })).toBeVisible();
  await page.getByRole("button", { name: "Start session" }).click();
  await page.getByLabel("Agent", { exact: true }).fill("worker-1");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  const session = page.locator("li.session-open");
  await expect(session).toContainText("worker-1");
  await expect(session).toContainText("No issue");
  await page.getByRole("button", { name: "Set issue…" }).click();
  const search = page.getByRole("combobox", { name: "Issue of session 1" });
  await search.fill("nothing of the kind");
  await expect(page.getByText("No matches")).toBeVisible();
  await search.fill("pool");
  await page.getByRole("option", { name: /Fix the pool/ }).click();
  await expect(session.getByRole("link", { name: /Fix the pool/ })).toBeVisible();
  // It is shown before the server has answered.
  const current = () => server.api<{ active_issue_id: number }>("GET", "/sessions/current?agent_id=worker-1");
  await expect.poll(async () => (await current()).active_issue_id).toBe(issue);
  await session.getByRole("button", { name: "End session…" }).click();
  await page.getByLabel("Handoff notes").fill("Half is **done**");
  await page.getByRole("button", { name: "End session", exact: true }).click();
  await expect(session).toHaveCount(0);
  await expect(page.locator("li.session-ended .prose strong")).toHaveText("done");
  await expect(page.locator("li.session-ended")).toContainText("Fix the pool");
});

test("what an agent says of itself appears, and typed notes stay", async ({ page, server }) => {
  await server.api("POST", "/sessions/start", { agent_id: "worker-1" });
  await page.goto("/sessions");
  await hydrated(page);
  await page.getByRole("button", { name: "End session…" }).click();
  await page.getByLabel("Handoff notes").fill("not yet sent");
  await server.api("POST", "/sessions/action", { action: "Wrote the test" });
  await expect(page.locator("li.session-open")).toContainText("Wrote the test");
  await server.api("POST", "/sessions/start", { agent_id: "worker-2" });
  await expect(page.locator("li.session-open")).toHaveCount(2);
  await expect(page.locator("li.session-open").nth(1).getByLabel("Handoff notes")).toHaveValue("not yet sent");
  await server.api("POST", "/sessions/end?agent_id=worker-1", { notes: "by itself" });
  await expect(page.locator("li.session-ended")).toContainText("by itself");
});

test("older sessions are a page away", async ({ page, server }) => {
  for (let n = 0; n < 31; n++) {
    await server.api("POST", "/sessions/start", { agent_id: `worker-${n}` });
    await server.api("POST", "/sessions/end");
  }
  await page.goto("/sessions");
  await hydrated(page);
  await expect(page.locator("li.session-ended")).toHaveCount(30);
  await page.getByRole("link", { name: "Older sessions" }).click();
  await expect(page.locator("li.session-ended")).toHaveCount(1);
  await expect(page.locator("li.session-ended")).toContainText("worker-0");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("start, work and end", async ({ page, server }) => {
    const issue = await server.issue("Drain the pool");
    await page.goto("/sessions");
    await page.getByRole("button", { name: "Start session" }).click();
    await page.getByLabel("Agent", { exact: true }).fill("worker-1");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    const session = page.locator("li.session-open");
    await expect(session).toContainText("worker-1");
    await page.getByRole("button", { name: "Set issue…" }).click();
    await page.getByRole("combobox", { name: "Issue of session" }).fill(`${issue}`);
    await page.keyboard.press("Enter");
    await expect(session).toContainText("Drain the pool");
    await page.getByRole("button", { name: "End session…" }).click();
    await page.getByLabel("Handoff notes").fill("by a form");
    await page.getByRole("button", { name: "End session", exact: true }).click();
    await expect(page.locator("li.session-ended")).toContainText("by a form");
    expect(await server.api("GET", "/sessions/current")).toBe(null);
  });
});
