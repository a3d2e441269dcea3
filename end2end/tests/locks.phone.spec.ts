/** Locks by a finger. */
import { expect, hydrated, test } from "../fixtures.js";
import { fetchSilence } from "../hub.js";
import { free, holders, lock, taker } from "../locks.js";

const STALE = { title: "Held by somebody who went away", agent: "worker-1" };

test("a stale lock is stolen and released by taps, and a second browser sees it", async ({ page, second, server }) => {
  const [issue] = await fetchSilence(server, [STALE]);
  await page.goto("/locks");
  await hydrated(page);
  const other = await second("/locks");
  const row = lock(page, STALE.title);
  await expect(row).toContainText("worker-1");
  await expect(row).toContainText("stale");
  await page.getByRole("button", { name: `Take over lock on #${issue}` }).tap();
  await expect(taker(page)).toBeInViewport({ ratio: 1 });
  await taker(page).getByRole("combobox").fill("worker-2");
  await taker(page).getByRole("button", { name: "Take over" }).tap();
  for (const each of [page, other]) await expect(lock(each, STALE.title)).toContainText("worker-2");
  expect(await holders(server)).toEqual({ [issue!]: "worker-2" });
  await page.getByRole("button", { name: `Release lock on #${issue}` }).tap();
  await free(page, other);
});

test("a tap beside the form closes it and takes nothing", async ({ page, server }) => {
  const [issue] = await fetchSilence(server, [STALE]);
  await page.goto("/locks");
  await hydrated(page);
  await page.getByRole("button", { name: `Take over lock on #${issue}` }).tap();
  await taker(page).getByRole("combobox").fill("worker-2");
  await page.getByRole("heading", { name: "Locks" }).tap();
  await expect(taker(page)).toHaveCount(0);
  expect(await holders(server)).toEqual({ [issue!]: "worker-1" });
});

test("fingers hit the buttons: each is large enough and none covers another", async ({ page, server }) => {
  await fetchSilence(server, [STALE, { title: "And another", agent: "worker-2" }]);
  await page.goto("/locks");
  await hydrated(page);
  for (const button of await page.getByRole("button", { name: /^(Take over|Release) lock/ }).all()) {
    const box = (await button.boundingBox())!;
    // WCAG 2.5.8.
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(24);
    await button.tap({ trial: true });
  }
});

test("agents: a row leads to the agent, whose lock shows as it comes", async ({ page, server }) => {
  const issue = await server.issue("Fix the timetable");
  await server.api("POST", "/agents/worker-1/heartbeat", { active_issue_id: issue, machine_id: "futura" });
  await page.goto("/agents");
  await hydrated(page);
  await page.getByRole("link", { name: /worker-1/ }).tap();
  await expect(page.getByText("No locks held.")).toBeVisible();
  await server.api("POST", `/locks/${issue}/claim`, { agent_id: "worker-1" });
  await page.getByRole("article").getByRole("link", { name: /Fix the timetable/ }).tap();
  await expect(page).toHaveURL(`/issues/${issue}`);
});
