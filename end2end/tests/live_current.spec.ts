/** Nothing that a page shows is old while the pill says "Live": whatever happened while it, or its answer, was on its way. */
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Server, expect, hydrated, test } from "../fixtures.js";

type Made = { issue: number; milestone: number };
/** A page; what it asks for when one goes there; what somebody else does; and where that is then seen. */
type Case = { path: (made: Made) => string; asks: string; change: (server: Server, made: Made) => Promise<unknown>; shows: string };

const CASES: Record<string, Case> = {
  board: { path: () => "/", asks: "load_board", change: (server) => server.issue("Came late"), shows: "Came late" },
  issues: { path: () => "/issues", asks: "load_list", change: (server) => server.issue("Came late"), shows: "Came late" },
  issue: {
    path: ({ issue }) => `/issues/${issue}`,
    asks: "load_issue",
    change: (server, { issue }) => server.api("POST", `/issues/${issue}/comments`, { content: "Came late" }),
    shows: "Came late",
  },
  agents: { path: () => "/agents", asks: "load_agents", change: (server) => server.api("POST", "/agents/came-late/heartbeat", {}), shows: "came-late" },
  agent: {
    path: () => "/agents/worker-1",
    asks: "load_agent",
    change: (server, { issue }) => server.api("POST", `/locks/${issue}/claim`, { agent_id: "worker-1" }),
    shows: "Was here before",
  },
  locks: {
    path: () => "/locks",
    asks: "load_locks",
    change: (server, { issue }) => server.api("POST", `/locks/${issue}/claim`, { agent_id: "worker-1" }),
    shows: "Was here before",
  },
  knowledge: { path: () => "/knowledge", asks: "list_pages", change: (server) => server.api("POST", "/knowledge", { slug: "late", title: "Came late", content: "x" }), shows: "Came late" },
  milestones: { path: () => "/milestones", asks: "load_milestones", change: (server) => server.api("POST", "/milestones", { name: "Came late" }), shows: "Came late" },
  milestone: {
    path: ({ milestone }) => `/milestones/${milestone}`,
    asks: "load_milestone",
    change: (server, { milestone, issue }) => server.api("POST", `/milestones/${milestone}/assign`, { issue_id: issue }),
    shows: "Was here before",
  },
  sessions: { path: () => "/sessions", asks: "load_sessions", change: (server) => server.api("POST", "/sessions/start", { agent_id: "came-late" }), shows: "came-late" },
  usage: {
    path: () => "/usage",
    asks: "load_usage",
    change: (server) => server.api("POST", "/usage", { agent_id: "came-late", model: "m", input_tokens: 5, output_tokens: 5 }),
    shows: "came-late",
  },
  sync: {
    path: () => "/sync",
    asks: "load_sync",
    change: (server, { issue }) => server.api("POST", `/locks/${issue}/claim`, { agent_id: "worker-1" }),
    shows: "1 held",
  },
};

async function prepared(server: Server): Promise<Made> {
  const issue = await server.issue("Was here before");
  await server.api("POST", "/agents/worker-1/heartbeat", {});
  const { id: milestone } = await server.api("POST", "/milestones", { name: "v1" });
  return { issue, milestone };
}

for (const [name, { path, asks, change, shows }] of Object.entries(CASES)) {
  test(`${name}: between the server's rendering and the connection`, async ({ page, server }) => {
    const made = await prepared(server);
    let go = () => {};
    const changed = new Promise<void>((resolve) => (go = resolve));
    await page.route(/\.wasm$/, async (route) => {
      await changed;
      await route.continue();
    });
    await page.goto(path(made), { waitUntil: "commit" });
    await expect(page.locator("main .bar")).toBeVisible();
    await change(server, made);
    go();
    await hydrated(page);
    await expect(page.locator("main")).toContainText(shows);
  });

  test(`${name}: while the answer travels inside the app`, async ({ page, server }) => {
    const made = await prepared(server);
    const socket = page.waitForEvent("websocket");
    await page.goto("/settings");
    await hydrated(page);
    const connection = await socket;
    let first = true;
    await page.route(`**/fn/${asks}*`, async (route) => {
      if (!first) return route.continue();
      first = false;
      const old = await route.fetch();
      // The frame is here before the answer, which does not have what it tells of.
      const told = connection.waitForEvent("framereceived", (frame) => !String(frame.payload).includes('"pong"'));
      await change(server, made);
      await told;
      await route.fulfill({ response: old });
    });
    await page.evaluate((href) => {
      const link = document.createElement("a");
      link.href = href;
      document.querySelector("main")!.append(link);
      link.click();
    }, path(made));
    await expect(page.locator("main")).toContainText(shows);
    expect(first).toBe(false);
  });
}

for (const [name, path] of Object.entries({ board: "/", issues: "/issues" })) {
  test(`${name}: the database was put back while the page was open`, async ({ page, server }) => {
    const database = join(server.folder, "crosslink.db");
    for (const title of ["One", "Two", "Three"]) await server.issue(title);
    await server.kill();
    copyFileSync(database, join(server.folder, "backup.db"));
    await server.restart();
    await page.goto(path);
    await hydrated(page);
    for (let n = 0; n < 8; n++) await server.issue(`Lost ${n}`);
    const shown = page.locator(path === "/" ? "article.card" : "#list .row");
    await expect(shown).toHaveCount(11);

    await server.kill();
    for (const suffix of ["-wal", "-shm"]) rmSync(database + suffix, { force: true });
    copyFileSync(join(server.folder, "backup.db"), database);
    await server.restart();
    await hydrated(page);
    await expect(shown).toHaveCount(3);
    for (const title of ["Four", "Five"]) await server.issue(title);
    await expect(page.locator("main")).toContainText("Five");
    await expect(shown).toHaveCount(5);
  });
}

test("what could not be loaded is there when the connection is back", async ({ page, server }) => {
  await server.api("POST", "/agents/worker-1/heartbeat", {});
  await page.goto("/agents");
  await hydrated(page);
  await server.kill();
  await page.locator("#menu").getByRole("link", { name: "Locks" }).click();
  await expect(page.locator("main").getByRole("alert")).toBeVisible();
  await server.restart();
  await expect(page.getByRole("button", { name: /Claim/ })).toBeVisible({ timeout: 15_000 });
  await expect(page.locator("main").getByRole("alert")).toBeHidden();
});

test("the board says how many issues there are without the wasm, and nothing while it does not know", async ({ page, server }) => {
  for (const title of ["One", "Two"]) await server.issue(title);
  const html = await (await fetch(server.url)).text();
  expect(html).toContain("2 issues");
  await page.goto("/settings");
  await hydrated(page);
  await page.route("**/fn/load_board", (route) => route.abort());
  await page.locator("#menu").getByRole("link", { name: "Board" }).click();
  await expect(page.locator("main").getByRole("alert")).toBeVisible();
  await expect(page.locator("main")).not.toContainText("0 issues");
});

test("a search that was typed before the wasm is run", async ({ page, server }) => {
  for (const title of ["Apple", "Pear"]) await server.issue(title);
  for (const path of ["/", "/issues"]) {
    let go = () => {};
    const typed = new Promise<void>((resolve) => (go = resolve));
    await page.route(/\.wasm$/, async (route) => {
      await typed;
      await route.continue();
    });
    await page.goto(path, { waitUntil: "commit" });
    await page.locator("main input[type=search]").fill("pear");
    go();
    await expect(page).toHaveURL(/q=pear/);
    await expect(page.locator("main")).toContainText("Pear");
    await expect(page.locator("main")).not.toContainText("Apple");
    await expect(page.locator("main input[type=search]")).toHaveValue("pear");
    await page.unroute(/\.wasm$/);
  }
});
