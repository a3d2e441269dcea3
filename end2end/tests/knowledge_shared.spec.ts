/** Knowledge that several write: joined, renamed, restored; and the same by plain forms. */
import type { Page } from "@playwright/test";
import { expect, hydrated, test } from "../fixtures.js";
import { content, edit, prose, write } from "../knowledge.js";

const toast = (page: Page) => page.locator(".toast");

test("two who write other lines: both are kept, and each hears of the other", async ({ page, second, server }) => {
  await write(server, "shared", "one\n\ntwo\n\nthree\n");
  await edit(page, "shared");
  const other = await second("/knowledge/shared/edit");
  await content(page).fill("one\n\ntwo\n\nthree of mine\n");
  await content(other).fill("one of theirs\n\ntwo\n\nthree\n");
  await other.keyboard.press("Control+s");
  await expect(prose(other)).toContainText("one of theirs");
  await expect(page.getByText("Someone saved revision 2 while you were editing.")).toBeVisible();
  await expect(content(page)).toHaveValue("one\n\ntwo\n\nthree of mine\n");
  await page.keyboard.press("Control+s");
  await expect(toast(page)).toContainText("Saved and merged with another edit");
  for (const each of [page, other]) {
    await expect(prose(each)).toContainText("one of theirs");
    await expect(prose(each)).toContainText("three of mine");
  }
});

test("what others save appears to who reads", async ({ page, second, server }) => {
  await write(server, "read", "before");
  await page.goto("/knowledge/read");
  await hydrated(page);
  const list = await second("/knowledge");
  await server.api("PATCH", "/knowledge/read", { content: "after" });
  await expect(prose(page)).toHaveText("after");
  await write(server, "new", "text");
  await expect(list.getByRole("link", { name: /About new/ })).toBeVisible();
  await server.api("DELETE", "/knowledge/read");
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await expect(list.getByRole("link", { name: /About read/ })).toHaveCount(0);
});

test("a page that was renamed answers to its old links", async ({ page, server }) => {
  await write(server, "old-name", "the text");
  await write(server, "linking", "see [[old-name]]");
  await edit(page, "old-name");
  await page.getByText("Tags, sources and slug").click();
  await page.getByLabel("Slug").fill("new-name");
  await page.keyboard.press("Control+s");
  await expect(page).toHaveURL(/\/knowledge\/new-name$/);
  await page.goto("/knowledge/old-name");
  await expect(page).toHaveURL(/\/knowledge\/new-name$/);
  await expect(prose(page)).toHaveText("the text");
  await page.goto("/knowledge/linking");
  await hydrated(page);
  await prose(page).getByRole("link", { name: "About old-name" }).click();
  await expect(page).toHaveURL(/\/knowledge\/new-name$/);
  await expect(prose(page)).toHaveText("the text");
  await expect(page.getByRole("article").getByRole("link", { name: /About linking/ })).toBeVisible();
  await page.goto("/knowledge/old-name/history");
  await expect(page.getByRole("main")).toContainText("renamed it");
});

test("who edits a page while it is renamed saves it under its new name", async ({ page, server }) => {
  await write(server, "old-name", "one\n\ntwo\n");
  await edit(page, "old-name");
  await content(page).fill("one\n\ntwo of mine\n");
  await server.api("PATCH", "/knowledge/old-name", { slug: "new-name" });
  await page.keyboard.press("Control+s");
  await expect(prose(page)).toContainText("two of mine");
  expect(await server.api("GET", "/knowledge/old-name")).toMatchObject({ content: "one\n\ntwo of mine\n" });
});

test("the history tells revisions apart and gives an old one back", async ({ page, second, server }) => {
  await write(server, "old", "first text");
  await server.api("PATCH", "/knowledge/old", { content: "second text" });
  const reader = await second("/knowledge/old");
  await page.goto("/knowledge/old/history");
  await hydrated(page);
  await expect(page.locator(".diff-old")).toContainText("first text");
  await expect(page.locator(".diff-new")).toContainText("second text");
  await expect(page.getByRole("button", { name: /Restore/ })).toHaveCount(0);
  await page.getByRole("link", { name: /Revision 1/ }).click();
  await page.getByRole("button", { name: "Restore revision 1" }).click();
  await expect(page).toHaveURL(/\/knowledge\/old$/);
  await expect(prose(page)).toHaveText("first text");
  await expect(prose(reader)).toHaveText("first text");
  await page.goto("/knowledge/old/history");
  await expect(page.getByRole("main")).toContainText("restored it");
});

test("a page that was deleted comes back from its history", async ({ page, server }) => {
  await write(server, "gone", "worth keeping");
  await page.goto("/knowledge/gone");
  await hydrated(page);
  await page.getByText("Delete this page").click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page).toHaveURL(/\/knowledge\/gone\/history$/);
  await expect(page.getByText("This page was deleted.")).toBeVisible();
  expect((await page.goto("/knowledge/gone"))?.status()).toBe(404);
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("link", { name: /Revision 1/ }).click();
  await page.getByRole("button", { name: "Restore revision 1" }).click();
  await expect(prose(page)).toHaveText("worth keeping");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("pages are written, read and changed by forms", async ({ page }) => {
    await page.goto("/knowledge");
    await page.getByRole("link", { name: "Write the first page" }).click();
    await page.getByRole("textbox", { name: "Title", exact: true }).fill("Plain");
    await content(page).fill("by a **form**");
    await page.getByLabel("Tags").fill("rust, web");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(/\/knowledge\/plain$/);
    await expect(prose(page).locator("strong")).toHaveText("form");
    await expect(page.locator(".props .label")).toHaveText(["rust", "web"]);
    await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "Edit" }).click();
    await content(page).fill("by another form");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(prose(page)).toHaveText("by another form");
  });

  test("they are found, compared, renamed, deleted and restored", async ({ page, server }) => {
    await write(server, "plain", "first text");
    await server.api("PATCH", "/knowledge/plain", { content: "second text" });
    await page.goto("/knowledge");
    await page.getByRole("searchbox").fill("second");
    await page.getByRole("searchbox").press("Enter");
    await page.locator(".hit").click();
    await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: /^History/ }).click();
    await expect(page.locator(".diff-old")).toContainText("first text");
    await page.getByRole("link", { name: /Revision 1/ }).click();
    await page.getByRole("button", { name: "Restore revision 1" }).click();
    await expect(prose(page)).toHaveText("first text");
    await page.goto("/knowledge/plain/edit");
    await page.getByText("Tags, sources and slug").click();
    await page.getByLabel("Slug").fill("renamed");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(/\/knowledge\/renamed$/);
    await page.goto("/knowledge/plain");
    await expect(page).toHaveURL(/\/knowledge\/renamed$/);
    await page.getByText("Delete this page").click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(page.getByText("This page was deleted.")).toBeVisible();
  });

  test("two who write other lines are joined", async ({ page, server }) => {
    await write(server, "shared", "one\n\ntwo\n\nthree\n");
    await page.goto("/knowledge/shared/edit");
    await content(page).fill("one\n\ntwo\n\nthree of mine\n");
    await server.api("PATCH", "/knowledge/shared", { content: "one of theirs\n\ntwo\n\nthree\n" });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(prose(page)).toContainText("one of theirs");
    await expect(prose(page)).toContainText("three of mine");
  });

  test("two who write the same line: a sentence, and nothing is overwritten or lost", async ({ page, server }) => {
    await write(server, "shared", "one\n");
    await page.goto("/knowledge/shared/edit");
    await content(page).fill("one of mine\n");
    await server.api("PATCH", "/knowledge/shared", { content: "one of theirs\n" });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    expect(await server.api("GET", "/knowledge/shared")).toMatchObject({ content: "one of theirs\n" });
    await expect(content(page)).toHaveValue(/one of mine/);
  });

  test("a conflict gives back all fields, and a third change is noticed again", async ({ page, server }) => {
    await write(server, "shared", "one\n");
    await page.goto("/knowledge/shared/edit");
    await page.getByRole("textbox", { name: "Title", exact: true }).fill("My title");
    await content(page).fill("one of mine\n");
    await page.getByText("Tags, sources and slug").click();
    await page.getByLabel("Tags").fill("mine, too");
    await page.getByLabel("Sources").fill("https://example.org | A & B");
    await page.getByLabel("Slug").fill("renamed");
    await server.api("PATCH", "/knowledge/shared", { content: "one of theirs\n", tags: ["theirs"] });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Title", exact: true })).toHaveValue("My title");
    await expect(page.getByLabel("Tags")).toHaveValue(/mine, too/);
    await expect(page.getByLabel("Sources")).toHaveValue("https://example.org | A & B");
    await expect(page.getByLabel("Slug")).toHaveValue("renamed");
    await server.api("PATCH", "/knowledge/shared", { content: "one of a third\n" });
    await content(page).fill("settled\n");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    expect(await server.api("GET", "/knowledge/shared")).toMatchObject({ content: "one of a third\n" });
    await content(page).fill("settled again\n");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(/\/knowledge\/renamed$/);
    expect(await server.api("GET", "/knowledge/renamed")).toMatchObject({ title: "My title", content: "settled again\n" });
  });

  test("a page with script, handlers and dangerous links says what it says and no more", async ({ page, server }) => {
    await write(server, "bad", '<script>x</script><img src="x" onerror="x"><a href="javascript:x">html</a> Still here.');
    await page.goto("/knowledge/bad");
    await expect(prose(page)).toContainText("Still here.");
    await expect(prose(page).locator("script, [onerror], [href^='javascript:']")).toHaveCount(0);
  });
});
