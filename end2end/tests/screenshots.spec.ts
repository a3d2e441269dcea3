/**
 * Pictures of every page for the eye, into results/screens; and what a machine can see of them: nothing sticks out sideways.
 * Real data from $CROSSLINK_SHARED where it is there, else the sample issues.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, hydrated, test, type Server } from "../fixtures.js";

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const bundle = join(process.env.CROSSLINK_SHARED ?? "", "data/hub.bundle");
const real = process.env.CROSSLINK_SHARED && existsSync(bundle) ? bundle : "demo";

const LONG = "A title without an end, ".repeat(21);
const UNBROKEN = "https://example.com/a/path/that/never/breaks/".repeat(9);

async function overlong(server: Server): Promise<number> {
  const labels = ["a label of more than a few words, which nobody should write", "bug", "x".repeat(128), "docs", "ux"];
  const blocker = await server.issue({ title: UNBROKEN, labels, priority: "critical" });
  const description = `${UNBROKEN}\n\n| a | b |\n|---|---|\n| ${"cell ".repeat(80)} | ${UNBROKEN} |\n\n    ${"code ".repeat(120)}`;
  return server.issue({ title: LONG, description, labels, blockers: [blocker], priority: "high", comments: [UNBROKEN, `\`${UNBROKEN}\``] });
}

async function take(page: Page, name: string, paths: Record<string, string>): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const [what, path] of Object.entries(paths)) {
        await page.goto(path);
        if (size === "desk") await hydrated(page);
        else await expect(page.locator("#menu .live")).toHaveClass(/live-on/);
        await page.screenshot({ path: `results/screens/${what}-${name}-${size}-${colorScheme}.png` });
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, `${path} at ${size} is wider than the screen`).toBeLessThanOrEqual(viewport.width);
      }
    }
  }
}

test.describe("real data", () => {
  test.use({ source: real });
  test.setTimeout(180_000);

  test("every page", async ({ page, server }) => {
    const { items } = await server.api<{ items: { id: number }[] }>("GET", "/issues?status=all");
    const paths: Record<string, string> = {
      board: "/",
      issues: "/issues",
      all: "/issues?lifecycle=all&sort=-updated",
      filtered: "/issues?lifecycle=all&label=bug&priority=urgent,high&q=hub",
      hidden: "/issues?label=there-is-no-such-label&priority=low",
      issue: `/issues/${items[0]?.id}`,
      new: "/issues/new",
      missing: "/nowhere",
    };
    await take(page, "real", paths);
  });

  test("the filter's menus and the keyboard's sheet", async ({ page }) => {
    await page.goto("/issues?lifecycle=all");
    await hydrated(page);
    for (const menu of ["filter-status", "filter-label", "sort"]) {
      await page.locator(`[popovertarget=${menu}]`).click();
      await page.screenshot({ path: `results/screens/menu-${menu}.png` });
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("?");
    await page.screenshot({ path: "results/screens/shortcuts.png" });
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.screenshot({ path: "results/screens/pending-keys.png" });
    await page.getByRole("button", { name: "Narrow the sidebar" }).click();
    await page.screenshot({ path: "results/screens/narrow-sidebar.png" });
    await page.setViewportSize(SIZES.phone);
    await page.getByRole("link", { name: "Menu" }).click();
    await page.screenshot({ path: "results/screens/drawer.png" });
  });
});

test("empty pages", async ({ page }) => {
  test.setTimeout(120_000);
  await take(page, "empty", { board: "/", issues: "/issues", closed: "/issues?lifecycle=closed" });
});

test("overlong texts", async ({ page, server }) => {
  test.setTimeout(120_000);
  const issue = await overlong(server);
  await take(page, "overlong", { board: "/", issues: "/issues", issue: `/issues/${issue}` });
});
