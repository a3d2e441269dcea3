/** Locks: released and stolen by mouse, by keyboard and by plain forms; others see it at once. */
import { expect, hydrated, test } from "../fixtures.js";
import { fetchSilence } from "../hub.js";
import { free, holders, lock, taker } from "../locks.js";

const STALE = { title: "Held by somebody who went away", agent: "worker-1", branch: "feature/left" };

test("by mouse: a lock is released, and a second browser sees it", async ({ page, second, server }) => {
  const issue = await server.issue("Fix the timetable");
  await server.api("POST", `/locks/${issue}/claim`, { agent_id: "worker-1", branch: "feature/x" });
  await page.goto("/locks");
  await hydrated(page);
  const other = await second("/locks");
  const agent = await second("/agents/worker-1");
  await expect(lock(page, "Fix the timetable")).toContainText("feature/x");
  await expect(lock(page, "Fix the timetable").getByRole("button", { name: /^Take over/ })).toHaveCount(0);
  await page.getByRole("button", { name: `Release lock on #${issue}` }).click();
  await free(page, other);
  await expect(agent.getByText("No locks held.")).toBeVisible();
  expect(await holders(server)).toEqual({});
});

test("by mouse: a stale lock is stolen in somebody's name, and everybody sees it", async ({ page, second, server }) => {
  const [issue] = await fetchSilence(server, [STALE]);
  await page.goto("/locks?show=stale");
  await hydrated(page);
  const other = await second("/locks");
  const robbed = await second("/agents/worker-1");
  await expect(lock(page, STALE.title)).toContainText("stale");
  await page.getByRole("button", { name: `Take over lock on #${issue}` }).click();
  await expect(taker(page)).toContainText(`Assign #${issue} (held by worker-1) to`);
  await taker(page).getByRole("combobox").fill("worker-2");
  await taker(page).getByRole("button", { name: "Take over" }).click();
  await expect(taker(page)).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "No stale locks" })).toBeVisible();
  await page.getByRole("link", { name: "Show all" }).click();
  for (const each of [page, other]) {
    await expect(lock(each, STALE.title)).toContainText("worker-2");
    await expect(lock(each, STALE.title)).not.toContainText("stale");
  }
  await expect(robbed.getByText("No locks held.")).toBeVisible();
  expect(await holders(server)).toEqual({ [issue!]: "worker-2" });
  await page.goto(`/issues/${issue}`);
  await expect(page.locator(".timeline")).toContainText("worker-2");
});

test("a refused name keeps the form and what was typed in it", async ({ page, server }) => {
  const [issue] = await fetchSilence(server, [STALE]);
  await page.goto("/locks");
  await hydrated(page);
  await page.getByRole("button", { name: `Take over lock on #${issue}` }).click();
  await taker(page).getByRole("combobox").fill("no such name");
  await taker(page).getByRole("button", { name: "Take over" }).click();
  await expect(page.locator(".toast-error")).toContainText("3 to 64 letters, digits, '-' or '_'");
  await expect(taker(page).getByRole("combobox")).toHaveValue("no such name");
  expect(await holders(server)).toEqual({ [issue!]: "worker-1" });
});

test("who steals what was released or claimed meanwhile hears of it", async ({ page, server }) => {
  const [issue] = await fetchSilence(server, [STALE]);
  await page.goto("/locks");
  await hydrated(page);
  // The page asks for the lock that it still shows.
  await page.route("**/fn/steal_lock", async (route) => {
    await server.api("POST", "/agents/worker-1/heartbeat", {});
    await route.continue();
  });
  await page.getByRole("button", { name: `Take over lock on #${issue}` }).click();
  await taker(page).getByRole("combobox").fill("worker-2");
  await page.keyboard.press("Enter");
  await expect(page.locator(".toast-error")).toContainText("worker-1");
  await expect(lock(page, STALE.title)).toContainText("worker-1");
  await expect(lock(page, STALE.title)).not.toContainText("stale");
  expect(await holders(server)).toEqual({ [issue!]: "worker-1" });
});

test("a claim, a heartbeat and a release by agents show on a page that is open", async ({ page, server }) => {
  const [issue] = await fetchSilence(server, [STALE]);
  const fresh = await server.issue("Fix the timetable");
  await page.goto("/locks");
  await hydrated(page);
  const which = page.getByRole("navigation", { name: "Which locks" });
  await expect(which).toHaveText("All 1Stale 1");
  await server.api("POST", `/locks/${fresh}/claim`, { agent_id: "worker-2" });
  await expect(lock(page, "Fix the timetable")).toContainText("worker-2");
  await expect(which).toHaveText("All 2Stale 1");
  await server.api("POST", "/agents/worker-1/heartbeat", { active_issue_id: issue });
  await expect(lock(page, STALE.title)).not.toContainText("stale");
  await expect(page.getByRole("button", { name: /^Take over lock/ })).toHaveCount(0);
  await expect(which).toHaveText("All 2Stale 0");
  for (const id of [issue, fresh]) await server.api("POST", `/locks/${id}/release`, {});
  await free(page);
});

test("what is typed stays while others claim and release", async ({ page, server }) => {
  const [issue] = await fetchSilence(server, [STALE]);
  const fresh = await server.issue("Fix the timetable");
  await page.goto("/locks");
  await hydrated(page);
  await page.getByRole("button", { name: `Take over lock on #${issue}` }).click();
  await taker(page).getByRole("combobox").fill("work");
  await server.api("POST", `/locks/${fresh}/claim`, { agent_id: "worker-2" });
  await expect(lock(page, "Fix the timetable")).toBeVisible();
  await expect(taker(page).getByRole("combobox")).toBeFocused();
  await page.keyboard.type("er-3");
  await page.keyboard.press("Enter");
  await expect(lock(page, STALE.title)).toContainText("worker-3");
});

test("by keyboard: steal, take it back, release", async ({ page, server }) => {
  const [issue] = await fetchSilence(server, [STALE]);
  await page.goto("/locks");
  await hydrated(page);
  const steal = page.getByRole("button", { name: `Take over lock on #${issue}` });
  const release = page.getByRole("button", { name: `Release lock on #${issue}` });
  await steal.focus();
  await page.keyboard.press("Enter");
  await expect(taker(page).getByRole("combobox")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(taker(page)).toHaveCount(0);
  await expect(steal).toBeFocused();
  await page.keyboard.press("Space");
  await expect(taker(page).getByRole("combobox")).toBeFocused();
  await page.keyboard.type("worker-2");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(lock(page, STALE.title)).toContainText("worker-2");
  await page.getByRole("button", { name: "Claim…" }).focus();
  for (let n = 0; n < 6 && !(await release.evaluate((button) => button === document.activeElement)); n++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await free(page);
});

test("after a lock was stolen or released the focus is still among the locks", async ({ page, server }) => {
  const [issue] = await fetchSilence(server, [STALE, { title: "And another", agent: "worker-3" }]);
  await page.goto("/locks");
  await hydrated(page);
  await page.getByRole("button", { name: `Release lock on #${issue}` }).press("Enter");
  await expect(lock(page, STALE.title)).toHaveCount(0);
  await expect(page.getByRole("main").locator(":focus")).toHaveCount(1);
});

test("stale locks are released together, after a question", async ({ page, second, server }) => {
  await fetchSilence(server, [STALE, { title: "And another", agent: "worker-3" }]);
  const fresh = await server.issue("Fix the timetable");
  await server.api("POST", `/locks/${fresh}/claim`, { agent_id: "worker-2" });
  await page.goto("/locks");
  await hydrated(page);
  const other = await second("/locks");
  const release = page.getByRole("button", { name: "Release 2 stale locks" });
  await release.click();
  const dialog = page.getByRole("dialog", { name: "Release 2 stale locks?" });
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await release.click();
  await dialog.getByRole("button", { name: "Release" }).click();
  await expect(page.getByText("Released 2 locks")).toBeVisible();
  await expect(release).toHaveCount(0);
  await expect(lock(other, STALE.title)).toHaveCount(0);
  expect(await holders(server)).toEqual({ [fresh]: "worker-2" });
});

test("ticked locks are released, and one that went meanwhile keeps none of them", async ({ page, server }) => {
  const issues = await fetchSilence(server, [STALE, { title: "Two", agent: "worker-2" }, { title: "Three", agent: "worker-3" }]);
  await page.goto("/locks");
  await hydrated(page);
  const bar = page.locator(".bulk");
  await expect(bar).toBeHidden();
  await page.getByLabel("Select all locks").check();
  await expect(bar).toContainText("3 locks selected");
  await page.getByLabel(`Select the lock on #${issues[2]}`).uncheck();
  await expect(bar).toContainText("2 locks selected");
  await page.route("**/fn/release_locks", async (route) => {
    await server.api("POST", `/locks/${issues[1]}/release`, {});
    await route.continue();
  });
  await bar.getByRole("button", { name: "Release" }).click();
  await expect(page.getByText("Released 1 lock · 1 already released")).toBeVisible();
  await expect(bar).toBeHidden();
  expect(await holders(server)).toEqual({ [issues[2]!]: "worker-3" });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a stale lock is stolen and released by forms", async ({ page, server }) => {
    const [issue] = await fetchSilence(server, [STALE]);
    await page.goto("/locks?show=stale");
    await page.getByRole("button", { name: `Take over lock on #${issue}` }).click();
    await taker(page).getByRole("combobox").fill("?");
    await taker(page).getByRole("button", { name: "Take over" }).click();
    await expect(page.getByRole("alert")).toContainText("3 to 64 letters, digits, '-' or '_'");
    await page.getByRole("button", { name: `Take over lock on #${issue}` }).click();
    await taker(page).getByRole("combobox").fill("worker-2");
    await taker(page).getByRole("button", { name: "Take over" }).click();
    expect(await holders(server)).toEqual({ [issue!]: "worker-2" });
    await page.goto("/locks");
    await expect(lock(page, STALE.title)).toContainText("worker-2");
    await page.getByRole("button", { name: `Release lock on #${issue}` }).click();
    await free(page);
  });

  test("ticked locks, and all stale ones, are released by forms", async ({ page, server }) => {
    const issues = await fetchSilence(server, [STALE, { title: "Two", agent: "worker-2" }, { title: "Three", agent: "worker-3" }]);
    await page.goto("/locks");
    await page.getByLabel(`Select the lock on #${issues[0]}`).check();
    await page.locator(".bulk").getByRole("button", { name: "Release" }).click();
    await expect(lock(page, STALE.title)).toHaveCount(0);
    expect(await holders(server)).toEqual({ [issues[1]!]: "worker-2", [issues[2]!]: "worker-3" });
    await page.getByRole("button", { name: "Release 2 stale locks" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Release" }).click();
    await free(page);
  });
});
