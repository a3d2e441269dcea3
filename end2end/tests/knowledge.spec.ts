import type { Page } from "@playwright/test";
import { expect, hydrated, test, type Server } from "../fixtures.js";

async function write(server: Server, slug: string, content: string): Promise<void> {
  await server.api("POST", "/knowledge", { slug, title: `About ${slug}`, content });
}

async function edit(page: Page, slug: string) {
  await page.goto(`/knowledge/${slug}/edit`);
  await hydrated(page);
}

const content = (page: Page) => page.getByRole("textbox", { name: "Content" });
const prose = (page: Page) => page.locator("article .prose");

test("a page is written with its preview beside it, saved by key, read and found", async ({ page, server }) => {
  await server.issue("Mentioned");
  await page.goto("/knowledge");
  await hydrated(page);
  await page.getByRole("link", { name: "Write the first page" }).click();
  await page.getByRole("textbox", { name: "Title", exact: true }).fill("Lock protocol");
  await content(page).fill("# First wins\n\nSee #1 and [[nowhere]].\n\n```rust\nfn claim() {}\n```\n");
  await expect(page.locator(".preview h1")).toHaveText("First wins");
  await page.keyboard.press("Control+s");
  await expect(page).toHaveURL(/\/knowledge\/lock-protocol$/);
  await expect(prose(page).locator("h1")).toHaveText("First wins");
  await expect(prose(page).locator('a[href="/issues/1"]')).toBeVisible();
  await expect(prose(page).locator("pre code span").first()).toBeVisible();
  await page.goto("/knowledge?q=first");
  await expect(page.getByRole("main")).toContainText("Lock protocol");
});

test("a page with script, handlers and dangerous links is inert", async ({ page, server }) => {
  const bad = [
    "<script>window.hacked = 1</script>",
    '<img src="x" onerror="window.hacked = 2">',
    '<a href="javascript:window.hacked=3">html</a> [markdown](javascript:window.hacked=4) <javascript:window.hacked=5>',
    '<svg onload="window.hacked=6"></svg><iframe src="javascript:parent.hacked=7"></iframe>',
    '<form action="javascript:window.hacked=8"><button>press</button></form>',
    "[data](data:text/html,<script>parent.hacked=9</script>)",
    "Still here.",
  ];
  await write(server, "bad", bad.join("\n\n"));
  for (const path of ["/knowledge/bad", "/knowledge/bad/edit", "/knowledge/bad/history"]) {
    await page.goto(path);
    await hydrated(page);
    for (const link of await page.locator(".prose a").all()) await link.click({ timeout: 2000, noWaitAfter: true }).catch(() => {});
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
  }
  await page.goto("/knowledge/bad");
  await expect(prose(page)).toContainText("Still here.");
  await expect(prose(page).locator("script, iframe, form, [onerror], [onload], [href^='javascript:'], [href^='data:']")).toHaveCount(0);
});

test("two who write at once: other lines are joined, the same line is shown from both sides", async ({ page, server }) => {
  await write(server, "shared", "one\n\ntwo\n\nthree\n");
  await edit(page, "shared");
  await content(page).fill("one\n\ntwo\n\nthree of mine\n");
  await server.api("PATCH", "/knowledge/shared", { content: "one of theirs\n\ntwo\n\nthree\n" });
  await expect(page.getByText("was saved while you were writing")).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(prose(page)).toContainText("one of theirs");
  await expect(prose(page)).toContainText("three of mine");
  await edit(page, "shared");
  await content(page).fill("one of mine\n\ntwo\n\nthree of mine\n");
  await server.api("PATCH", "/knowledge/shared", { content: "one of somebody\n\ntwo\n\nthree of mine\n" });
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Nothing is saved and nothing is overwritten yet.")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("one of somebody");
  await expect(content(page)).toHaveValue(/one of mine/);
  await page.getByRole("button", { name: "Save mine" }).click();
  await expect(prose(page)).toContainText("one of mine");
  const history: unknown = await server.api("GET", "/knowledge/shared/history");
  expect(history).toHaveLength(5);
});

test("what was typed and not saved is offered again", async ({ page, server }) => {
  await write(server, "kept", "saved");
  await edit(page, "kept");
  await content(page).fill("typed, not saved");
  await expect(page.getByText("Draft kept")).toBeVisible();
  await edit(page, "kept");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(content(page)).toHaveValue("typed, not saved");
});

test("a link pasted on words becomes a link of Markdown", async ({ page, server }) => {
  await write(server, "links", "see the docs");
  await edit(page, "links");
  await content(page).focus();
  await content(page).evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(8, 12));
  await content(page).evaluate((area) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "https://docs.rs/axum");
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(content(page)).toHaveValue("see the [docs](https://docs.rs/axum)");
});

test("the history tells revisions apart and gives an old one back", async ({ page, server }) => {
  await write(server, "old", "first text");
  await server.api("PATCH", "/knowledge/old", { content: "second text" });
  await page.goto("/knowledge/old/history");
  await hydrated(page);
  await expect(page.getByRole("main")).toContainText("first text");
  await expect(page.getByRole("main")).toContainText("second text");
  await page.getByRole("link", { name: /Revision 1/ }).click();
  await page.getByRole("button", { name: /Restore/ }).click();
  await expect(prose(page)).toHaveText("first text");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("pages are written, read and changed by forms", async ({ page }) => {
    await page.goto("/knowledge-new");
    await page.getByRole("textbox", { name: "Title", exact: true }).fill("Plain");
    await page.getByRole("textbox", { name: "Content" }).fill("by a **form**");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(/\/knowledge\/plain$/);
    await expect(page.locator("article .prose strong")).toHaveText("form");
    await page.goto("/knowledge/plain/edit");
    await page.getByRole("textbox", { name: "Content" }).fill("by another form");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.locator("article .prose")).toHaveText("by another form");
  });
});
