/** Knowledge: writing pages. What stands in them is in knowledge_links.spec.ts, what two do to one in knowledge_shared.spec.ts. */
import type { Locator } from "@playwright/test";
import { expect, hydrated, test } from "../fixtures.js";
import { content, edit, prose, write } from "../knowledge.js";

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
  await expect(page.getByRole("status").getByText("1 match in 1 page")).toBeVisible();
  await page.goto("/knowledge?q=nowhere-to-be-found");
  await expect(page.getByRole("heading", { name: "No results for “nowhere-to-be-found”" })).toBeVisible();
});

test("the preview is scrolled as far as the text", async ({ page, server }) => {
  await write(server, "long", `${"A paragraph of the page.\n\n".repeat(100)}The end.\n`);
  await edit(page, "long");
  const end = page.locator(".preview p").last();
  await expect(end).not.toBeInViewport();
  await content(page).hover();
  await page.mouse.wheel(0, 20_000);
  await expect(end).toBeInViewport();
});

test("what was typed and not saved survives a reload, and can be given up", async ({ page, server }) => {
  await write(server, "kept", "saved");
  await edit(page, "kept");
  await content(page).fill("typed, not saved");
  await page.getByRole("textbox", { name: "Title" }).fill("Typed too");
  await expect(page.getByText("Draft saved")).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(content(page)).toHaveValue("saved");
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(content(page)).toHaveValue("typed, not saved");
  await expect(page.getByRole("textbox", { name: "Title" })).toHaveValue("Typed too");
  await expect(page.locator(".preview")).toHaveText("typed, not saved");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(prose(page)).toHaveText("typed, not saved");
  await edit(page, "kept");
  await expect(page.getByRole("button", { name: "Restore" })).toHaveCount(0);
  await content(page).fill("not this");
  await expect(page.getByText("Draft saved")).toBeVisible();
  await page.reload();
  await hydrated(page);
  await page.getByRole("button", { name: "Discard" }).click();
  await page.reload();
  await hydrated(page);
  await expect(content(page)).toHaveValue("typed, not saved");
  await expect(page.getByRole("button", { name: "Restore" })).toHaveCount(0);
});

test("Ctrl+S saves a draft that was just taken up again", async ({ page, server }) => {
  await write(server, "kept", "saved");
  await edit(page, "kept");
  await content(page).fill("typed, not saved");
  await expect(page.getByText("Draft saved")).toBeVisible();
  await page.reload();
  await hydrated(page);
  await page.getByRole("button", { name: "Restore" }).click();
  await page.keyboard.press("Control+s");
  await expect(prose(page)).toHaveText("typed, not saved");
});

test("E edits the page, as its button says", async ({ page, server }) => {
  await write(server, "keyed", "text");
  await page.goto("/knowledge/keyed");
  await hydrated(page);
  await expect(page.locator("[aria-keyshortcuts=E]")).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "Edit" }), "there is one way").toHaveCount(1);
  await page.keyboard.press("e");
  await expect(page).toHaveURL(/\/edit$/);
});

test("a new page's draft survives a reload too", async ({ page }) => {
  await page.goto("/knowledge-new");
  await hydrated(page);
  await page.getByRole("textbox", { name: "Title", exact: true }).fill("Half a page");
  await content(page).fill("half of it");
  await expect(page.getByText("Draft saved")).toBeVisible();
  await page.reload();
  await hydrated(page);
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(content(page)).toHaveValue("half of it");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/knowledge\/half-a-page$/);
  await page.goto("/knowledge-new");
  await hydrated(page);
  await expect(page.getByRole("button", { name: "Restore" })).toHaveCount(0);
});

test("a save that does not arrive keeps the text, and is tried again", async ({ page, server }) => {
  await write(server, "shaky", "before");
  await edit(page, "shaky");
  await page.route("**/fn/update_page", (route) => route.abort());
  await content(page).fill("after");
  await page.keyboard.press("Control+s");
  await expect(page.locator(".toast-error")).toContainText("Can't reach the server. Your text is saved here.");
  await expect(content(page)).toHaveValue("after");
  await page.unroute("**/fn/update_page");
  await page.locator(".toast-error").getByRole("button", { name: "Retry" }).click();
  await expect(prose(page)).toHaveText("after");
});

test("a refusal says why and keeps the text", async ({ page, server }) => {
  await write(server, "taken", "theirs");
  await page.goto("/knowledge-new");
  await hydrated(page);
  await page.getByRole("textbox", { name: "Title", exact: true }).fill("Taken");
  await content(page).fill("mine");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("taken");
  await expect(content(page)).toHaveValue("mine");
  await page.getByLabel("Slug").fill("mine");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/knowledge\/mine$/);
});

test("by the keyboard alone: write, find, open, edit, compare, restore", async ({ page }) => {
  await page.goto("/knowledge");
  await hydrated(page);
  /** Tabs until this has the focus, as far as a person would. */
  const reach = async (target: Locator) => {
    await target.waitFor();
    for (let n = 0; n < 60; n++) {
      await page.keyboard.press("Tab");
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`${target} cannot be reached by Tab`);
  };
  await reach(page.getByRole("link", { name: "New page" }));
  await page.keyboard.press("Enter");
  await reach(page.getByRole("textbox", { name: "Title", exact: true }));
  await page.keyboard.type("Typed");
  await reach(content(page));
  await page.keyboard.type("only keys");
  await page.keyboard.press("Control+s");
  await expect(prose(page)).toHaveText("only keys");
  await reach(page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "Edit" }));
  await page.keyboard.press("Enter");
  await reach(content(page));
  await page.keyboard.press("Control+a");
  await page.keyboard.type("other keys");
  // Tab leaves the text; it is no trap.
  await reach(page.getByRole("button", { name: /^Save/ }));
  await page.keyboard.press("Enter");
  await expect(prose(page)).toHaveText("other keys");
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(page).toHaveURL(/\/$/);
  await reach(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Knowledge" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/knowledge$/);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("other");
  await expect(page.locator(".hit")).toContainText("other keys");
  await reach(page.locator(".hit"));
  await page.keyboard.press("Enter");
  await reach(page.getByRole("navigation", { name: "View" }).getByRole("link", { name: /^History/ }));
  await page.keyboard.press("Enter");
  await reach(page.getByRole("link", { name: /Revision 1/ }));
  await page.keyboard.press("Enter");
  await reach(page.getByRole("button", { name: "Restore revision 1" }));
  await page.keyboard.press("Enter");
  await expect(prose(page)).toHaveText("only keys");
});

test("a search shows each page once, with what else it says folded", async ({ page, server }) => {
  const far = (words: string) => `${words}\n\n\n\n\n\n`;
  await server.api("POST", "/knowledge", { slug: "long", title: "Long", content: [1, 2, 3, 4, 5].map((n) => far(`heron ${n}`)).join("") });
  await server.api("POST", "/knowledge", { slug: "short", title: "Short", content: "one heron" });
  await page.goto("/knowledge?q=heron");
  await expect(page.getByRole("main").getByRole("status")).toHaveText("6 matches in 2 pages");
  await expect(page.locator(".hit")).toHaveCount(2);
  const long = page.locator(".hits > li").filter({ hasText: "Long" });
  await expect(long.locator(".hit")).toContainText("5 matches");
  await expect(long.getByText("heron 5")).toBeHidden();
  await long.getByText("3 more matches").click();
  await expect(long.getByText("heron 5")).toBeVisible();
  await expect(page.locator(".hit").filter({ hasText: "Short" })).toContainText("line 1");
});
