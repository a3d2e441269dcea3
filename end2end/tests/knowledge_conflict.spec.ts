/** Two who write in the same places of a page: each place is settled where it is, and nothing is saved before. */
import type { Page } from "@playwright/test";
import { type Server, expect, hydrated, test } from "../fixtures.js";
import { conflict, conflicts, content, edit, prose, write } from "../knowledge.js";

const save = (page: Page) => page.getByRole("button", { name: /^Save/ });
const left = (page: Page) => page.locator("#page-conflicts-left");
const resolved = "All conflicts are resolved. Check the text, then save.";

/** One in two lines is nobody's, so that places stay apart. */
const lines = (...words: string[]) => words.map((word) => `${word}\n\nbetween\n\n`).join("");

/** Writes a page, changes it here and there in the same places, and tries to save. */
async function collide(page: Page, server: Server, mine: string, theirs: string, before = lines("one", "two", "three")) {
  await write(server, "shared", before);
  await edit(page, "shared");
  await content(page).fill(mine);
  await server.api("PATCH", "/knowledge/shared", { content: theirs });
  await page.keyboard.press("Control+s");
  await expect(conflicts(page)).toBeVisible();
}

const saved = (server: Server) => server.api("GET", "/knowledge/shared");
const revisions = (server: Server) => server.api<unknown[]>("GET", "/knowledge/shared/history");

test("two browsers write the same lines: each place is settled, then it is saved", async ({ page, second, server }) => {
  await write(server, "shared", lines("one", "two", "three"));
  await edit(page, "shared");
  const other = await second("/knowledge/shared/edit");
  await content(other).fill(lines("their one", "two", "their three"));
  await other.keyboard.press("Control+s");
  await expect(prose(other)).toContainText("their three");
  await content(page).fill(lines("my one", "my two", "my three"));
  await page.keyboard.press("Control+s");
  await expect(left(page)).toContainText("Someone else changed the same lines. Nothing has been saved or overwritten yet. Resolve 2 conflicts to save.");
  await expect(content(page), "what nobody disputes is joined").toHaveValue(lines("my one", "my two", "my three"));
  await expect(save(page)).toBeDisabled();
  await expect(save(page)).toHaveAccessibleDescription(/Resolve 2 conflicts to save/);
  await expect(page.locator(".ink-open")).toHaveText(["my one\n", "my three\n"]);
  await expect(conflict(page, "Conflict 1 of 2")).toBeFocused();
  await expect(conflict(page, "Conflict 1 of 2").locator(".conflict-text")).toHaveText(["their one", "my one"]);
  await conflict(page, "Conflict 1 of 2").getByRole("button", { name: "Use theirs" }).click();
  await expect(conflict(page, "Conflict 2 of 2")).toBeFocused();
  await expect(left(page)).toContainText("Resolve 1 conflict to save.");
  await expect(save(page)).toBeDisabled();
  await expect(page.locator(".ink-settled")).toHaveText("their one\n");
  await conflict(page, "Conflict 2 of 2").getByRole("button", { name: "Both" }).click();
  await expect(left(page)).toHaveText(resolved);
  await expect(left(page)).toBeFocused();
  const merged = lines("their one", "my two", "their three\n\nmy three");
  await expect(content(page)).toHaveValue(merged);
  await expect(page.getByRole("region", { name: "Preview" })).toContainText("my two");
  await save(page).click();
  for (const each of [page, other]) await expect(prose(each)).toContainText("my three");
  expect(await saved(server)).toMatchObject({ content: merged });
  expect(await revisions(server)).toHaveLength(3);
});

test("what was chosen can be chosen again, until one writes on", async ({ page, server }) => {
  await collide(page, server, lines("mine", "two"), lines("theirs", "two"), lines("one", "two"));
  const choose = (name: string) => conflict(page, "Conflict 1 of 1").getByRole("button", { name });
  await choose("Use theirs").click();
  await expect(choose("Use theirs")).toHaveAttribute("aria-pressed", "true");
  await expect(content(page)).toHaveValue(lines("theirs", "two"));
  await choose("Use mine").click();
  await expect(choose("Use theirs")).toHaveAttribute("aria-pressed", "false");
  await expect(content(page)).toHaveValue(lines("mine", "two"));
  await content(page).fill("neither\n");
  await expect(conflicts(page)).toHaveCount(0);
  await expect(left(page)).toHaveCount(0);
  await page.keyboard.press("Control+s");
  await expect(prose(page)).toHaveText("neither");
});

test("the key that was refused saves nothing when it is pressed again", async ({ page, server }) => {
  await collide(page, server, lines("mine", "two"), lines("theirs", "two"), lines("one", "two"));
  await page.getByText("Tags, sources and slug").click();
  for (let n = 0; n < 3; n++) await page.keyboard.press("Control+s");
  await expect(conflict(page, "Conflict 1 of 1")).toBeFocused();
  await expect(content(page)).not.toBeEditable();
  expect(await saved(server)).toMatchObject({ content: lines("theirs", "two") });
  expect(await revisions(server)).toHaveLength(2);
});

test("what was typed before a reload is a conflict again and overwrites nothing", async ({ page, server }) => {
  await collide(page, server, lines("mine", "two"), lines("theirs", "two"), lines("one", "two"));
  await page.reload();
  await page.getByRole("button", { name: "Restore" }).click();
  await page.keyboard.press("Control+s");
  await expect(conflict(page, "Conflict 1 of 1").locator(".conflict-text")).toHaveText(["theirs", "mine"]);
  expect(await revisions(server)).toHaveLength(2);
});

test("by the keyboard alone", async ({ page, server }) => {
  await collide(page, server, lines("my one", "my two", "my three"), lines("their one", "their two", "their three"));
  await expect(conflict(page, "Conflict 1 of 3")).toBeFocused();
  // Enter on the place itself does nothing: a key that is held down does not settle all of them.
  await page.keyboard.press("Enter");
  for (const [place, tabs] of [["Conflict 1 of 3", 1], ["Conflict 2 of 3", 2], ["Conflict 3 of 3", 3]] as const) {
    await expect(conflict(page, place)).toBeFocused();
    for (let n = 0; n < tabs; n++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
  }
  await expect(left(page)).toHaveText(resolved);
  await page.keyboard.press("Control+s");
  await expect(prose(page)).toContainText("my three");
  expect(await saved(server)).toMatchObject({ content: lines("their one", "my two", "their three\n\nmy three") });
});

test("a third save meanwhile begins a new round from what was settled", async ({ page, server }) => {
  await collide(page, server, lines("- mine", "two"), lines("- theirs", "two"), lines("- one", "two"));
  await server.api("PATCH", "/knowledge/shared", { content: lines("- third", "third two") });
  await expect(page.getByText("Someone saved revision 3 while you were editing.")).toBeVisible();
  await conflict(page, "Conflict 1 of 1").getByRole("button", { name: "Both" }).click();
  await page.keyboard.press("Control+s");
  await expect(conflict(page, "Conflict 1 of 1").locator(".conflict-text")).toHaveText(["- third", "- theirs\n- mine"]);
  await expect(content(page), "what the third changed elsewhere is joined").toHaveValue(lines("- theirs\n- mine", "third two"));
  await conflict(page, "Conflict 1 of 1").getByRole("button", { name: "Use mine" }).click();
  await page.keyboard.press("Control+s");
  await expect(prose(page)).toContainText("third two");
  expect(await saved(server)).toMatchObject({ content: lines("- theirs\n- mine", "third two") });
  expect(await revisions(server)).toHaveLength(4);
});

test("a title that both changed is one of the two", async ({ page, server }) => {
  await write(server, "shared", "text\n");
  await edit(page, "shared");
  const title = page.getByRole("textbox", { name: "Title" });
  await title.fill("My title");
  await server.api("PATCH", "/knowledge/shared", { title: "Their title" });
  await page.keyboard.press("Control+s");
  const place = conflict(page, "Conflict 1 of 1: title");
  await expect(place.getByRole("button")).toHaveText(["Use theirs", "Use mine"]);
  await expect(title).not.toBeEditable();
  await place.getByRole("button", { name: "Use theirs" }).click();
  await expect(title).toHaveValue("Their title");
  await page.keyboard.press("Control+s");
  await expect(prose(page)).toBeVisible();
  expect(await saved(server)).toMatchObject({ title: "Their title" });
});

test("marks that somebody typed are text", async ({ page, server }) => {
  const typed = "<<<<<<< ours\n=======\n>>>>>>> theirs\n\n";
  await collide(page, server, `${typed}mine\n`, `${typed}theirs\n`, `${typed}one\n`);
  await expect(page.getByRole("group", { name: /^Conflict/ })).toHaveCount(1);
  await page.getByRole("button", { name: "Both" }).click();
  await expect(content(page)).toHaveValue(`${typed}theirs\n\nmine\n`);
});

test("the text is scrolled to the first open place, and to the next", async ({ page, server }) => {
  const long = (first: string, last: string) => lines(...Array.from({ length: 60 }, (_, n) => (n === 5 ? first : n === 50 ? last : `line ${n}`)));
  await collide(page, server, long("my first", "my last"), long("their first", "their last"), long("first", "last"));
  await expect(page.locator(".ink-open", { hasText: "my first" })).toBeInViewport();
  await expect(page.locator(".ink-open", { hasText: "my last" })).not.toBeInViewport();
  await conflict(page, "Conflict 1 of 2").getByRole("button", { name: "Use mine" }).click();
  await expect(page.locator(".ink-open", { hasText: "my last" })).toBeInViewport();
});

test("what is left is settled at once, and what was settled stays", async ({ page, server }) => {
  await collide(page, server, lines("my one", "my two", "my three"), lines("their one", "their two", "their three"));
  await conflict(page, "Conflict 2 of 3").getByRole("button", { name: "Use theirs" }).click();
  await page.getByRole("button", { name: "Use mine for the rest" }).click();
  await expect(left(page)).toHaveText(resolved);
  await expect(left(page)).toBeFocused();
  await expect(page.getByRole("button", { name: "Use mine for the rest" })).toBeDisabled();
  await page.keyboard.press("Control+s");
  await expect(prose(page)).toContainText("my three");
  expect(await saved(server)).toMatchObject({ content: lines("my one", "their two", "my three") });
});

test("what somebody else saved meanwhile is shown beside what is typed", async ({ page, server }) => {
  await write(server, "shared", lines("one", "two"));
  await edit(page, "shared");
  await content(page).fill(lines("one", "mine"));
  await server.api("PATCH", "/knowledge/shared", { content: lines("theirs", "two") });
  await page.getByRole("button", { name: "View changes" }).click();
  await expect(page.locator(".diff-old")).toHaveText(/one/);
  await expect(page.locator(".diff-new")).toHaveText(/theirs/);
  await server.api("PATCH", "/knowledge/shared", { content: lines("a third", "two") });
  await expect(page.getByText("Someone saved revision 3")).toBeVisible();
  await expect(page.locator(".diff"), "of the revision before").toHaveCount(0);
  await page.getByRole("button", { name: "View changes" }).press("Enter");
  await expect(page.locator(".diff-new")).toHaveText(/a third/);
  await expect(page.getByRole("button", { name: "Hide changes" })).toHaveAttribute("aria-expanded", "true");
  await page.getByRole("button", { name: "Hide changes" }).click();
  await expect(page.locator(".diff")).toHaveCount(0);
  await expect(content(page)).toHaveValue(lines("one", "mine"));
});

/** Saves by the key; the text stays on its way until it is released. */
async function slowly(page: Page, path: string): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(path, async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest(path);
  await page.keyboard.press("Control+s");
  await asked;
  return release;
}

test("what is typed while the text is saved stays, and is saved next", async ({ page, server }) => {
  await write(server, "shared", "one\n");
  await edit(page, "shared");
  await content(page).fill("two\n");
  const release = await slowly(page, "**/fn/update_page");
  await content(page).fill("two\nthree\n");
  release();
  await expect(page.locator(".toast")).toContainText("Saved · revision 2");
  await expect(page).toHaveURL(/\/knowledge\/shared\/edit$/);
  await expect(content(page)).toHaveValue("two\nthree\n");
  await expect(page.getByText("Draft saved")).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(prose(page)).toContainText("three");
  expect(await saved(server)).toMatchObject({ content: "two\nthree\n" });
  expect(await revisions(server)).toHaveLength(3);
  await edit(page, "shared");
  await expect(page.getByText("You have unsaved changes.")).toHaveCount(0);
});

test("what is typed while a new page is saved is offered where the page is", async ({ page, server }) => {
  await page.goto("/knowledge-new");
  await hydrated(page);
  await page.getByRole("textbox", { name: "Title", exact: true }).fill("Fresh page");
  await content(page).fill("one\n");
  const release = await slowly(page, "**/fn/create_page");
  await content(page).fill("one\ntwo\n");
  release();
  await expect(page).toHaveURL(/\/knowledge\/fresh-page\/edit$/);
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(content(page)).toHaveValue("one\ntwo\n");
  await page.keyboard.press("Control+s");
  await expect(prose(page)).toContainText("two");
  expect(await server.api("GET", "/knowledge/fresh-page")).toMatchObject({ content: "one\ntwo\n" });
});

test("what is typed while the text is on its way is part of the conflict", async ({ page, server }) => {
  await write(server, "shared", lines("one", "two"));
  await edit(page, "shared");
  await content(page).fill(lines("mine", "two"));
  await server.api("PATCH", "/knowledge/shared", { content: lines("theirs", "two") });
  const release = await slowly(page, "**/fn/update_page");
  await content(page).fill(lines("mine and more", "two"));
  release();
  await expect(conflict(page, "Conflict 1 of 1").locator(".conflict-text")).toHaveText(["theirs", "mine and more"]);
});
