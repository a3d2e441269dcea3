/** Drafts: each tab has its own, and what a closed tab left behind is offered to the next. */
import type { Page } from "@playwright/test";
import { expect, hydrated, test } from "../fixtures.js";

const content = (page: Page) => page.locator("textarea[name=content]");
const offer = (page: Page) => page.locator(".notice", { hasText: /unsaved|not saved/ });

async function edit(page: Page) {
  await page.goto("/knowledge/one/edit");
  await hydrated(page);
  await expect(page.locator(".writing-inked")).toBeVisible();
}

test("two tabs edit a page, each with a draft of its own", async ({ page, context, server }) => {
  await server.api("POST", "/knowledge", { slug: "one", title: "One", content: "begin" });
  await edit(page);
  await content(page).fill("from the first tab");
  const other = await context.newPage();
  await edit(other);
  await expect(offer(other)).toHaveCount(0);
  await content(other).fill("from the second tab");
  await other.reload();
  await hydrated(other);
  await expect(offer(other)).toBeVisible();
  await offer(other).getByRole("button", { name: /Discard/ }).click();
  await page.reload();
  await hydrated(page);
  await offer(page).getByRole("button", { name: /Restore|Continue/ }).click();
  await expect(content(page)).toHaveValue("from the first tab");
});

test("what a closed tab left behind is offered to the next", async ({ page, context, server }) => {
  await server.api("POST", "/knowledge", { slug: "one", title: "One", content: "begin" });
  await edit(page);
  await content(page).fill("not saved");
  const next = await context.newPage();
  await page.goto("about:blank");
  await edit(next);
  await offer(next).getByRole("button", { name: /Restore|Continue/ }).click();
  await expect(content(next)).toHaveValue("not saved");
});

test("a new issue in one tab is not the draft of another", async ({ page, context, server }) => {
  await server.issue("There is one");
  await page.goto("/issues");
  await hydrated(page);
  await page.keyboard.press("c");
  await page.getByRole("dialog").locator("input[name=title]").fill("Typed in the first");
  const other = await context.newPage();
  await other.goto("/issues");
  await hydrated(other);
  await other.keyboard.press("c");
  await expect(other.getByRole("dialog").locator("input[name=title]")).toHaveValue("");
});
