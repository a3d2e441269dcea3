/** Agents, locks and settings: what the pages show, what changes by itself, and what works without the wasm. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, hydrated, test } from "../fixtures";

test("agents appear as they come, with what they hold", async ({ page, server }) => {
  await page.goto("/agents");
  await expect(page.getByRole("heading", { name: "No agents yet" })).toBeVisible();
  await hydrated(page);
  const issue = await server.issue("Fix the timetable");
  await server.api("POST", "/agents/worker-1/heartbeat", { active_issue_id: issue, machine_id: "futura" });
  const row = page.getByRole("row", { name: /worker-1/ });
  await expect(row).toContainText("active");
  await expect(row).toContainText("futura");
  await expect(row.getByRole("img", { name: "1 heartbeat in the last 3 h" })).toBeVisible();
  await server.api("POST", `/locks/${issue}/claim`, { agent_id: "worker-1" });
  await expect(row.getByRole("cell").last()).toHaveText(/^\d+ s$/);
  await page.getByRole("navigation", { name: "Status" }).getByRole("link", { name: /Stale/ }).click();
  await expect(page.getByRole("heading", { name: "No agent is so" })).toBeVisible();
});

test("one agent's page follows it", async ({ page, server }) => {
  const issue = await server.issue("Fix the timetable");
  await server.api("POST", "/agents/worker-1/heartbeat", { description: "Feature agent" });
  await page.goto("/agents");
  await hydrated(page);
  await page.getByRole("link", { name: "worker-1" }).click();
  await expect(page).toHaveURL(/\/agents\/worker-1$/);
  await expect(page).toHaveTitle("worker-1 · Crosslink");
  await expect(page.getByText("It holds no issue.")).toBeVisible();
  await server.api("POST", `/locks/${issue}/claim`, { agent_id: "worker-1" });
  await expect(page.getByRole("article").getByRole("link", { name: /Fix the timetable/ })).toBeVisible();
  const answer = await page.goto("/agents/nobody-1");
  expect(answer?.status()).toBe(404);
});

test("a lock is claimed, refused to another and released", async ({ page, server }) => {
  const issue = await server.issue("Fix the timetable");
  await page.goto("/locks");
  await hydrated(page);
  const claim = async (agent: string) => {
    await page.getByLabel("Issue").fill(String(issue));
    await page.getByLabel("Agent").fill(agent);
    await page.getByRole("button", { name: "Claim" }).click();
  };
  await claim("worker-1");
  const row = page.getByRole("row", { name: /Fix the timetable/ });
  await expect(row).toContainText("worker-1");
  await claim("worker-2");
  await expect(page.getByText(`Issue #${issue} is locked by worker-1`)).toBeVisible();
  await expect(page.getByLabel("Agent")).toHaveValue("worker-2");
  await row.getByRole("button", { name: "Release" }).click();
  await expect(row).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Nothing is locked" })).toBeVisible();
  await page.goto(`/issues/${issue}`);
  await expect(page.getByText("released the lock of")).toBeVisible();
});

test("locks without JavaScript", async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url });
  const page = await context.newPage();
  const issue = await server.issue("Fix the timetable");
  await page.goto("/locks");
  await page.getByLabel("Issue").fill(`MAIN-${issue}`);
  await page.getByLabel("Agent").fill("worker-1");
  await page.getByRole("button", { name: "Claim" }).click();
  await expect(page.getByRole("row", { name: /Fix the timetable/ })).toContainText("worker-1");
  await page.getByLabel("Issue").fill(String(issue));
  await page.getByLabel("Agent").fill("worker-2");
  await page.getByRole("button", { name: "Claim" }).click();
  await expect(page.getByRole("alert")).toHaveText(`Issue #${issue} is locked by worker-1`);
  await page.getByRole("button", { name: "Release" }).click();
  await expect(page.getByRole("heading", { name: "Nothing is locked" })).toBeVisible();
  await context.close();
});

test("settings are saved into the file, and a refusal says what is allowed", async ({ page, server }) => {
  await page.goto("/settings");
  await hydrated(page);
  await page.getByLabel("Tracking mode").selectOption("strict");
  await page.getByLabel("Steal stale locks").selectOption("3");
  await page.getByLabel("Stale after, in minutes").fill("90");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved")).toBeVisible();
  const file = JSON.parse(readFileSync(join(server.folder, ".crosslink", "hook-config.json"), "utf8"));
  expect(file).toMatchObject({ tracking_mode: "strict", stale_lock_timeout_minutes: 90, auto_steal_stale_locks: "3" });
  await page.getByLabel("Git remote").fill("--upload-pack=x");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Must be the name of a git remote");
  await page.reload();
  await expect(page.getByLabel("Git remote")).toHaveValue("origin");
  await expect(page.getByLabel("Steal stale locks")).toHaveValue("3");
});
