import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, hydrated, test, type Server } from "../fixtures.js";

/** Data that shows every part of a page: labels, blockers, sub-issues, comments, all lanes that REST can reach. */
async function fill(server: Server): Promise<number> {
  const parent = await server.issue({ title: "The hub forgets what it was told", priority: "critical", labels: ["bug"], comments: ["**Seen** on `main`, see #1"] });
  const child = await server.issue({ title: "A part of it", priority: "low", parent_id: parent, labels: ["docs", "a", "b", "c", "d"] });
  await server.issue({ title: "Waits for the part", blockers: [child], priority: "high" });
  await server.issue({ title: "Long since done", closed: true });
  return parent;
}

/** What axe calls serious or critical, one line each. */
async function defects(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return bad.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`));
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test.setTimeout(90_000);

    test("every page", async ({ page, server }) => {
      const issue = await fill(server);
      for (const path of ["/", "/issues", "/issues?lifecycle=all&sort=title", "/issues?label=none", "/issues/new", `/issues/${issue}`, "/issues/99999", "/nowhere"]) {
        await page.goto(path);
        await hydrated(page);
        expect(await defects(page), path).toEqual([]);
      }
    });

    test("milestones, sessions and usage", async ({ page, server }) => {
      const issue = await server.issue("To be reached");
      const { id } = await server.api("POST", "/milestones", { name: "v1.0", description: "**First**" });
      await server.api("POST", `/milestones/${id}/assign`, { issue_id: issue });
      await server.api("POST", "/sessions/start", { agent_id: "worker-1" });
      await server.api("POST", "/sessions/end", { notes: "# All done" });
      await server.api("POST", "/sessions/start", { agent_id: "worker-2" });
      await server.api("POST", `/sessions/work/${issue}`);
      await server.api("POST", "/usage", { agent_id: "worker-1", input_tokens: 1200, output_tokens: 300 });
      for (const path of ["/milestones", `/milestones/${id}`, "/sessions", "/usage"]) {
        await page.goto(path);
        await hydrated(page);
        expect(await defects(page), path).toEqual([]);
      }
    });

    test("agents, locks and settings", async ({ page, server }) => {
      const paths = ["/agents", "/locks", "/settings"];
      for (const path of paths) {
        await page.goto(path);
        await hydrated(page);
        expect(await defects(page), `${path}, empty`).toEqual([]);
      }
      const issue = await server.issue("Held for too long");
      await server.api("POST", "/agents/worker-1/heartbeat", { active_issue_id: issue, machine_id: "futura" });
      await server.api("POST", `/locks/${issue}/claim`, { agent_id: "worker-1", branch: "feature/x" });
      for (const path of [...paths, "/agents/worker-1"]) {
        await page.goto(path);
        await hydrated(page);
        expect(await defects(page), path).toEqual([]);
      }
    });

    test("empty pages", async ({ page }) => {
      for (const path of ["/", "/issues", "/milestones", "/sessions", "/usage"]) {
        await page.goto(path);
        await hydrated(page);
        expect(await defects(page), path).toEqual([]);
      }
    });

    test("what opens over an issue", async ({ page, server }) => {
      const other = await server.issue({ title: "Other", labels: ["bug", "docs"] });
      const id = await server.issue({ title: "Looked at", description: "text", labels: ["bug"], blockers: [other] });
      await page.goto(`/issues/${id}`);
      await hydrated(page);
      for (const key of ["s", "p", "l", "m", "b"]) {
        await page.keyboard.press(key);
        await expect(page.locator(".menu:popover-open")).toBeVisible();
        if (key === "b") await page.keyboard.type("other");
        expect(await defects(page), key).toEqual([]);
        await page.keyboard.press("Escape");
      }
      await page.keyboard.press("e");
      expect(await defects(page), "title").toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "More" }).click();
      expect(await defects(page), "more").toEqual([]);
      await page.getByRole("button", { name: "Delete…" }).click();
      expect(await defects(page), "delete").toEqual([]);
      await page.getByRole("button", { name: "Keep it" }).click();
      await page.locator("#issue-description").click();
      await server.api("PATCH", `/issues/${id}`, { description: "theirs" });
      await page.locator("textarea[name=value]").fill("mine");
      await page.keyboard.press("Control+Enter");
      await expect(page.locator("figure pre")).toBeVisible();
      expect(await defects(page), "conflict").toEqual([]);
    });

    test("what opens over a page", async ({ page, server }) => {
      await fill(server);
      await page.goto("/issues");
      await hydrated(page);
      for (const menu of ["filter-status", "filter-priority", "filter-label", "filter-milestone", "sort"]) {
        await page.locator(`[popovertarget=${menu}]`).click();
        await expect(page.locator(`#${menu}`)).toBeVisible();
        expect(await defects(page), menu).toEqual([]);
        await page.keyboard.press("Escape");
      }
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await defects(page), "shortcuts").toEqual([]);
      await page.keyboard.press("Escape");
      await page.keyboard.press("c");
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await defects(page), "new issue").toEqual([]);
    });

    test("the phone's drawer", async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto("/issues");
      await hydrated(page);
      expect(await defects(page), "closed").toEqual([]);
      await page.getByRole("link", { name: "Menu" }).click();
      await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
      expect(await defects(page), "open").toEqual([]);
    });
  });
}
