/**
 * Pictures of every page for the eye, into results/screens: `cargo xtask e2e screenshots`. No other run takes them; what a machine
 * can see of a page's layout is in layout.spec.ts.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, hydrated, looking, test } from "../fixtures.js";
import { EMPTY, PAGES, fill, nothing, overfill } from "../world.js";

// Nobody waits for these.
test.describe.configure({ timeout: 180_000 });

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const bundle = join(process.env.CROSSLINK_SHARED ?? "", "data/hub.bundle");

const full = looking(fill, "demo");
const overlong = looking(overfill);
const empty = looking(nothing);

async function shown(page: Page): Promise<void> {
  // The pill is in the drawer on a phone.
  await expect(page.locator("#menu .live")).toHaveClass(/live-on/, { timeout: 15_000 });
}

async function take(page: Page, name: string, path: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto(path);
      await shown(page);
      await page.screenshot({ path: `results/screens/${name}-${size}-${colorScheme}.png` });
    }
  }
}

for (const [name, path] of Object.entries(PAGES)) {
  full(name, ({ page, world }) => take(page, `${name}-full`, path(world)));
  overlong(`${name}, overlong`, ({ page, world }) => take(page, `${name}-overlong`, path(world)));
  if (EMPTY.includes(name)) empty(`${name}, empty`, ({ page, world }) => take(page, `${name}-empty`, path(world)));
}

full("lists narrowed by filters", async ({ page }) => {
  await take(page, "issues-all", "/issues?lifecycle=all&sort=-updated");
  await take(page, "issues-filtered", "/issues?lifecycle=all&label=bug&priority=urgent,high&q=hub");
  await take(page, "issues-hidden", "/issues?label=there-is-no-such-label&priority=low");
  await take(page, "board-filtered", "/?label=bug");
  await take(page, "locks-stale", "/locks?show=stale");
});

full("what opens over a page", async ({ page, world }) => {
  const open = (name: string) => page.screenshot({ path: `results/screens/open-${name}.png` });
  await page.goto("/issues?lifecycle=all");
  await hydrated(page);
  for (const menu of ["filter-status", "filter-label", "sort"]) {
    await page.locator(`[popovertarget=${menu}]`).click();
    await open(menu);
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("?");
  await open("shortcuts");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await open("pending-keys");
  await page.keyboard.press("Escape");
  await page.keyboard.press("c");
  await open("new-issue");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Collapse sidebar" }).click();
  await open("narrow-sidebar");
  await page.getByRole("button", { name: "Expand sidebar" }).click();
  await page.goto("/locks");
  await hydrated(page);
  await page.getByRole("button", { name: /^Take over lock/ }).first().click();
  await open("steal");
  await page.goto("/");
  await hydrated(page);
  await page.locator(".card-title").first().focus();
  await page.keyboard.press("s");
  await open("move-menu");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await open("lifted");
  await page.keyboard.press("Escape");
  await page.goto(`/issues/${world.issue}`);
  await hydrated(page);
  for (const [key, menu] of [["s", "status"], ["l", "labels"], ["b", "blocker"]] as const) {
    await page.keyboard.press(key);
    await open(`issue-${menu}`);
    await page.keyboard.press("Escape");
  }
  await page.locator("#issue-description").click();
  await open("issue-description");
  await page.setViewportSize(SIZES.phone);
  await page.goto("/issues");
  await shown(page);
  await page.getByRole("link", { name: "Menu" }).click();
  await open("drawer");
});

test("the conflicts of a page that two wrote", async ({ page, server }) => {
  const lines = Array.from({ length: 30 }, (_, n) => `Line ${n} of a page that is long enough to be scrolled.`);
  const change = (at: number, line: string) => lines.map((old, n) => (n === at ? line : old)).join("\n\n");
  await server.api("POST", "/knowledge", { slug: "shared", title: "Shared", content: lines.join("\n\n") });
  await page.goto("/knowledge/shared/edit");
  await hydrated(page);
  await page.getByRole("textbox", { name: "Content" }).fill(change(3, "What I think."));
  await server.api("PATCH", "/knowledge/shared", { content: change(3, "What they think.") });
  await expect(page.getByText("Your changes will be merged.")).toBeVisible();
  await page.screenshot({ path: "results/screens/open-newer.png" });
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("region", { name: "Conflicts" })).toBeVisible();
  await page.screenshot({ path: "results/screens/open-conflict.png" });
  await page.setViewportSize(SIZES.phone);
  await expect(page.locator(".side")).not.toBeInViewport();
  await page.screenshot({ path: "results/screens/open-conflict-phone.png" });
  await page.getByRole("button", { name: "Both" }).click();
  await page.getByText("Write", { exact: true }).click();
  await page.screenshot({ path: "results/screens/open-settled-phone.png" });
  await page.setViewportSize(SIZES.desk);
  await expect(page.locator(".side")).toBeInViewport();
  await page.screenshot({ path: "results/screens/open-settled.png" });
});

test.describe("a real hub", () => {
  test.skip(!process.env.CROSSLINK_SHARED || !existsSync(bundle), "no data in $CROSSLINK_SHARED");
  test.use({ source: bundle });

  test("board, issues and issue", async ({ page, server }) => {
    const { items } = await server.api<{ items: { id: number }[] }>("GET", "/issues?status=all");
    await take(page, "board-real", "/");
    await take(page, "issues-real", "/issues?lifecycle=all");
    await take(page, "issue-real", `/issues/${items[0]?.id}`);
  });
});
