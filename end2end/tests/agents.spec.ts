/** Agents, locks and settings: what the pages show, what changes by itself, and what works without the wasm. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, hydrated, test } from "../fixtures";
import { Hub } from "../hub";

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
  await expect(page.getByRole("heading", { name: "No stale agents" })).toBeVisible();
});

test("one agent's page follows it", async ({ page, server }) => {
  const issue = await server.issue("Fix the timetable");
  await server.api("POST", "/agents/worker-1/heartbeat", { description: "Feature agent" });
  await page.goto("/agents");
  await hydrated(page);
  await page.getByRole("link", { name: "worker-1" }).click();
  await expect(page).toHaveURL(/\/agents\/worker-1$/);
  await expect(page).toHaveTitle("worker-1 · Crosslink");
  await expect(page.getByText("No locks held.")).toBeVisible();
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
    if (!(await page.getByRole("dialog").isVisible())) await page.getByRole("button", { name: "Claim…" }).click();
    await page.getByLabel("Issue", { exact: true }).fill(String(issue));
    await page.getByLabel("Agent", { exact: true }).fill(agent);
    await page.getByRole("button", { name: "Claim", exact: true }).click();
  };
  await claim("worker-1");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const row = page.getByRole("row", { name: /Fix the timetable/ });
  await expect(row).toContainText("worker-1");
  await claim("worker-2");
  await expect(page.getByText(`Issue #${issue} is locked by worker-1`)).toBeVisible();
  await expect(page.getByLabel("Agent", { exact: true })).toHaveValue("worker-2");
  await page.getByRole("button", { name: "Cancel" }).click();
  await row.getByRole("button", { name: "Release" }).click();
  await expect(row).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "No locks" })).toBeVisible();
  await page.goto(`/issues/${issue}`);
  await expect(page.getByText("released the lock of")).toBeVisible();
});

test("locks without JavaScript", async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url });
  const page = await context.newPage();
  const issue = await server.issue("Fix the timetable");
  await page.goto("/locks");
  await page.getByRole("button", { name: "Claim…" }).click();
  await page.getByLabel("Issue", { exact: true }).fill(`MAIN-${issue}`);
  await page.getByLabel("Agent", { exact: true }).fill("worker-1");
  await page.getByRole("button", { name: "Claim", exact: true }).click();
  await expect(page.getByRole("row", { name: /Fix the timetable/ })).toContainText("worker-1");
  await page.getByRole("button", { name: "Claim…" }).click();
  await page.getByLabel("Issue", { exact: true }).fill(String(issue));
  await page.getByLabel("Agent", { exact: true }).fill("worker-2");
  await page.getByRole("button", { name: "Claim", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText(`Issue #${issue} is locked by worker-1`);
  await page.getByRole("button", { name: "Release" }).click();
  await expect(page.getByRole("heading", { name: "No locks" })).toBeVisible();
  await context.close();
});

test("settings are saved into the file, and a refusal says what is allowed", async ({ page, server }) => {
  await page.goto("/settings");
  await hydrated(page);
  await page.getByLabel("Tracking mode").selectOption("strict");
  await page.getByLabel("Take over stale locks").selectOption("3");
  await page.getByLabel("Stale after (minutes)").fill("90");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Settings saved")).toBeVisible();
  const file = JSON.parse(readFileSync(join(server.folder, ".crosslink", "hook-config.json"), "utf8"));
  expect(file).toMatchObject({ tracking_mode: "strict", stale_lock_timeout_minutes: 90, auto_steal_stale_locks: "3" });
  await page.getByLabel("Git remote").fill("--upload-pack=x");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Must be the name of a git remote");
  await page.reload();
  await expect(page.getByLabel("Git remote")).toHaveValue("origin");
  await expect(page.getByLabel("Take over stale locks")).toHaveValue("3");
});

test("a form that was open for long takes back nothing that was changed meanwhile", async ({ page, server }) => {
  await page.goto("/settings");
  await hydrated(page);
  const save = async (minutes: string) => {
    await page.getByLabel("Stale after (minutes)").fill(minutes);
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(async () => (await server.api<{ stale_lock_timeout_minutes: number }>("GET", "/config")).stale_lock_timeout_minutes).toBe(Number(minutes));
  };
  await server.api("PATCH", "/config", { tracking_mode: "relaxed", intervention_tracking: true });
  await save("50");
  expect(await server.api("GET", "/config")).toMatchObject({ tracking_mode: "relaxed", intervention_tracking: true });
  // What came with the answer is on the page, and is what the next save is compared with.
  await expect(page.getByLabel("Tracking mode")).toHaveValue("relaxed");
  await expect(page.getByLabel("Track interventions")).toBeChecked();
  await server.api("PATCH", "/config", { tracking_mode: "strict" });
  await save("55");
  expect(await server.api("GET", "/config")).toMatchObject({ tracking_mode: "strict" });
});

test("the same without JavaScript", async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url });
  const page = await context.newPage();
  await page.goto("/settings");
  await server.api("PATCH", "/config", { tracking_mode: "relaxed" });
  await page.getByLabel("Stale after (minutes)").fill("50");
  await page.getByLabel("Track interventions").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Tracking mode")).toHaveValue("relaxed");
  await expect(page.getByLabel("Track interventions")).toBeChecked();
  expect(await server.api("GET", "/config")).toMatchObject({ tracking_mode: "relaxed", stale_lock_timeout_minutes: 50, intervention_tracking: true });
  await page.getByLabel("Track interventions").uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Track interventions")).not.toBeChecked();
  await context.close();
});

test("stale agents are folded below those at work; with and without JavaScript", async ({ page, browser, server }) => {
  const last_heartbeat = new Date(Date.now() - 2 * 3600_000).toISOString();
  const hub = Hub.of(server, { "heartbeats/worker-9.json": { agent_id: "worker-9", last_heartbeat, machine_id: "futura" } });
  await server.api("POST", "/sync/fetch");
  hub.remove();
  await server.api("POST", "/agents/maxine--basel--gh-287-and-gh-291/heartbeat", {});
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url });
  for (const each of [page, await context.newPage()]) {
    await each.goto("/agents");
    await expect(each.getByRole("row", { name: /worker-9/ })).toBeHidden();
    const name = each.getByText("maxine--basel--gh-287-and-gh-291");
    expect(await name.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    await each.getByText("1 stale").click();
    await expect(each.getByRole("row", { name: /worker-9/ })).toBeVisible();
  }
  await context.close();
});

test("commands name the address that the page came from, and can be copied", async ({ page, context, server }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/agents");
  await hydrated(page);
  const command = `curl -X POST ${new URL(server.url).host}/api/v1/agents/worker-1/heartbeat`;
  await expect(page.locator(".command code")).toHaveText(command);
  await page.getByRole("button", { name: "Copy command" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
});
