/** Knowledge: what stands in a page. Links that lead somewhere, addresses that become links, and scripts that do nothing. */
import type { Page } from "@playwright/test";
import { expect, hydrated, test } from "../fixtures.js";
import { content, edit, prose, write } from "../knowledge.js";

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
    // Not what only leads to another page, and what is drawn in such a link.
    const pressed = ".prose :is(a:not([href^='/']), button, img, svg):not(a[href^='/'] *)";
    for (const element of await page.locator(pressed).all()) await element.dispatchEvent("click");
    expect(await page.evaluate(() => "hacked" in window), path).toBe(false);
    await expect(page).toHaveURL(path);
  }
  await page.goto("/knowledge/bad");
  await expect(prose(page)).toContainText("Still here.");
  await expect(prose(page).locator("script, iframe, form, [onerror], [onload], [href^='javascript:'], [href^='data:']")).toHaveCount(0);
});

test("the preview follows what is typed, links included, and saves nothing", async ({ page, server }) => {
  const issue = await server.issue("Mentioned");
  await write(server, "other", "elsewhere");
  await write(server, "seen", "before");
  await edit(page, "seen");
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toHaveText("before");
  await content(page).fill(`**bold** [[other]] and [[other|this]] and #${issue} and MAIN-${issue}\n\n- [x] done\n\n<script>window.hacked = 1</script>`);
  await expect(preview.locator("strong")).toHaveText("bold");
  await expect(preview.locator("a")).toHaveText(["About other", "this", `#${issue}`, `MAIN-${issue}`]);
  await expect(preview.locator("input[type=checkbox]")).toBeChecked();
  await content(page).fill("");
  await expect(preview).toHaveText("Preview");
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
  const { content: saved } = await server.api<{ content: string }>("GET", "/knowledge/seen");
  expect(saved).toBe("before");
});

test("links lead to pages and issues, and back", async ({ page, server }) => {
  const issue = await server.issue("Mentioned");
  await write(server, "other", "elsewhere");
  await write(server, "start", `to [[other]], to #${issue} and to [[not-yet]]`);
  await page.goto("/knowledge/start");
  await hydrated(page);
  await prose(page).getByRole("link", { name: "About other" }).click();
  await expect(page).toHaveURL(/\/knowledge\/other$/);
  await expect(prose(page)).toHaveText("elsewhere");
  await page.getByRole("article").getByRole("link", { name: /About start/ }).click();
  await expect(page).toHaveURL(/\/knowledge\/start$/);
  await prose(page).getByRole("link", { name: `#${issue}` }).click();
  await expect(page.locator("h2.title")).toHaveText("Mentioned");
  await page.goBack();
  await expect(prose(page).getByRole("link", { name: "not-yet" })).toHaveClass("missing");
  await prose(page).getByRole("link", { name: "not-yet" }).click();
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await page.getByRole("link", { name: "Create it" }).click();
  await expect(page.getByLabel("Slug")).toHaveValue("not-yet");
});

test("links inside a page lead to its headings, from other pages too", async ({ page, server }) => {
  const long = "A paragraph.\n\n".repeat(80);
  await write(server, "toc", `[Install](#install) [new](#whats-new)\n\n${long}## Install\n\n${long}## What's new?\n\n${long}`);
  await write(server, "from", "[[toc#What's new?]] and [there](./toc.md#install)");
  await page.goto("/knowledge/toc");
  await hydrated(page);
  for (const [name, heading] of [["Install", "Install"], ["new", "What's new?"]] as const) {
    await prose(page).getByRole("link", { name, exact: true }).click();
    await expect(prose(page).getByRole("heading", { name: heading })).toBeInViewport();
    await page.goBack();
  }
  await page.goto("/knowledge/from");
  await expect(prose(page).getByRole("link")).toHaveText(["About toc › What's new?", "there"]);
  await prose(page).getByRole("link", { name: "there" }).click();
  await expect(page).toHaveURL(/\/knowledge\/toc#text-install$/);
});

test.describe("addresses", () => {
  test.use({ permissions: ["clipboard-read", "clipboard-write"] });

  /** What Ctrl+V pastes. */
  const copy = (page: Page, text: string) => page.evaluate((text) => navigator.clipboard.writeText(text), text);

  /** Selects words in the text, as a person does. */
  const select = (page: Page, words: string) =>
    content(page).evaluate((area: HTMLTextAreaElement, words) => {
      const at = area.value.indexOf(words);
      area.focus();
      area.setSelectionRange(at, at + words.length);
    }, words);

  test("pasted on words make a link of them, and can be undone", async ({ page, server }) => {
    await write(server, "links", "see the docs");
    await edit(page, "links");
    await copy(page, "https://docs.rs/axum");
    await select(page, "docs");
    await page.keyboard.press("Control+v");
    await expect(content(page)).toHaveValue("see the [docs](https://docs.rs/axum)");
    await expect(page.locator(".preview a")).toHaveAttribute("href", "https://docs.rs/axum");
    await expect(page.getByText("Draft saved")).toBeVisible();
    await page.keyboard.press("Control+z");
    await expect(content(page)).toHaveValue("see the docs");
  });

  test("pasted where nothing is selected, on an address, or on lines stay what they are", async ({ page, server }) => {
    await write(server, "links", "see http://old.example here\nand there");
    await edit(page, "links");
    await copy(page, "https://docs.rs/axum");
    await select(page, "http://old.example");
    await page.keyboard.press("Control+v");
    await expect(content(page)).toHaveValue("see https://docs.rs/axum here\nand there");
    await page.keyboard.press("Control+v");
    await expect(content(page)).toHaveValue("see https://docs.rs/axumhttps://docs.rs/axum here\nand there");
    await select(page, "here\nand");
    await page.keyboard.press("Control+v");
    await expect(content(page)).toHaveValue(/axum https:\/\/docs\.rs\/axum there$/);
  });

  test("and words pasted on words replace them", async ({ page, server }) => {
    await write(server, "links", "see the docs");
    await edit(page, "links");
    await copy(page, "javascript:alert(1)");
    await select(page, "docs");
    await page.keyboard.press("Control+v");
    await expect(content(page)).toHaveValue("see the javascript:alert(1)");
  });

  test("a link dragged from the preview and dropped makes a link of the selected words", async ({ page, server }) => {
    await write(server, "links", "see the docs\n\n<https://docs.rs/axum>");
    await edit(page, "links");
    await select(page, "docs");
    await page.locator(".preview a").dragTo(content(page));
    await expect(content(page)).toHaveValue("see the [docs](https://docs.rs/axum)\n\n<https://docs.rs/axum>");
    await expect(page.locator(".preview a").first()).toHaveText("docs");
    await expect(page).toHaveURL(/\/edit$/);
  });
});
