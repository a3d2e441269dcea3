/** What axe finds: every page, full and empty, and what opens over it; in light and in dark. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, hydrated, looking, test } from "../fixtures.js";
import { EMPTY, PAGES, fill, nothing } from "../world.js";

const full = looking(fill);
const empty = looking(nothing);

/** Known defects: each entry goes with the defect, for a test that is expected to fail must. */
const KNOWN: Record<string, string> = {};

/** What axe calls serious or critical, one line each. */
async function defects(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return bad.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`));
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    for (const [name, path] of Object.entries(PAGES)) {
      full(name, async ({ page, world }) => {
        test.fail(name in KNOWN, KNOWN[name]);
        await visit(page, path(world));
        expect(await defects(page)).toEqual([]);
      });

      if (!EMPTY.includes(name)) continue;
      empty(`${name}, empty`, async ({ page, world }) => {
        await visit(page, path(world));
        expect(await defects(page)).toEqual([]);
      });
    }

    for (const path of ["/issues?lifecycle=all&sort=title", "/issues?label=none", "/issues/99999", "/knowledge/nothing", "/agents?status=idle", "/locks?show=stale"]) {
      full(path, async ({ page }) => {
        await visit(page, path);
        expect(await defects(page)).toEqual([]);
      });
    }

    test("what opens over an issue", async ({ page, server }) => {
      const other = await server.issue({ title: "Other", labels: ["bug", "docs"] });
      const id = await server.issue({ title: "Looked at", description: "text", labels: ["bug"], blockers: [other] });
      await visit(page, `/issues/${id}`);
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
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.locator("#issue-description").click();
      await server.api("PATCH", `/issues/${id}`, { description: "theirs" });
      await page.locator("section[aria-label=Description] textarea").fill("mine");
      await page.keyboard.press("Control+Enter");
      await expect(page.locator("figure pre")).toBeVisible();
      expect(await defects(page), "conflict").toEqual([]);
    });

    full("what opens over a page", async ({ page }) => {
      await visit(page, "/issues");
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
      const dialog = page.getByRole("dialog");
      await expect(dialog).toBeVisible();
      expect(await defects(page), "new issue").toEqual([]);
      for (const field of ["Labels", "Parent", "Milestone"]) {
        await dialog.getByRole("button", { name: new RegExp(`^${field}`) }).click();
        await expect(page.locator(".picker:popover-open")).toBeVisible();
        expect(await defects(page), field).toEqual([]);
        await page.keyboard.press("Escape");
      }
    });

    full("the phone's drawer", async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await visit(page, "/issues");
      expect(await defects(page), "closed").toEqual([]);
      await page.getByRole("link", { name: "Menu" }).click();
      await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
      expect(await defects(page), "open").toEqual([]);
    });

    full("what opens over locks and pages", async ({ page, world }) => {
      await visit(page, "/locks");
      await page.getByRole("button", { name: /^Take over lock/ }).first().click();
      await expect(page.locator(".menu:popover-open")).toBeVisible();
      expect(await defects(page), "steal").toEqual([]);
      await visit(page, `/knowledge/${world.page}/edit`);
      await page.getByText("Tags, sources and slug").click();
      expect(await defects(page), "fields").toEqual([]);
    });

    test("the conflicts of a page that two wrote", async ({ page, server }) => {
      await server.api("POST", "/knowledge", { slug: "shared", title: "Shared", content: "one\n" });
      await visit(page, "/knowledge/shared/edit");
      await page.getByRole("textbox", { name: "Content" }).fill("one of mine\n");
      await server.api("PATCH", "/knowledge/shared", { content: "one of theirs\n" });
      await expect(page.getByText("Your changes will be merged.")).toBeVisible();
      expect(await defects(page), "newer").toEqual([]);
      await page.keyboard.press("Control+s");
      await expect(page.getByRole("region", { name: "Conflicts" })).toBeVisible();
      expect(await defects(page), "conflict").toEqual([]);
    });
  });
}
