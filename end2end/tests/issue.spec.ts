import type { Page } from "@playwright/test";
import { expect, hydrated, test } from "../fixtures.js";

async function visit(page: Page, id: number) {
  await page.goto(`/issues/${id}`);
  await hydrated(page);
}

const title = (page: Page) => page.locator("h2.title");
const text = (page: Page) => page.locator("section[aria-label=Description] textarea");
const prose = (page: Page) => page.locator("section[aria-label=Description] .prose");
const property = (page: Page, name: string) => page.locator(".prop", { has: page.locator("dt", { hasText: name }) });
const entries = (page: Page) => page.locator(".timeline .entry");
const toasts = (page: Page) => page.locator(".toast");

test.describe("creating", () => {
  test("in the dialog: the key, every field, and on to the issue", async ({ page, server }) => {
    const parent = await server.issue({ title: "The whole", labels: ["backend"] });
    await server.api("POST", "/milestones", { name: "v1" });
    await page.goto("/issues");
    await hydrated(page);
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New issue" });
    await expect(dialog.getByLabel("Title")).toBeFocused();
    await page.keyboard.type("A part");
    await dialog.getByLabel("Description").fill("With **words**.");
    await dialog.getByLabel("Status").selectOption("Todo");
    await dialog.getByLabel("Priority").selectOption("High");
    await dialog.getByRole("button", { name: /^Labels/ }).click();
    await page.getByRole("option", { name: "backend" }).click();
    await page.keyboard.type("new one");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await dialog.getByRole("button", { name: /^Parent/ }).click();
    await page.keyboard.type("whole");
    await page.keyboard.press("Enter");
    await expect(dialog.getByRole("button", { name: /^Parent/ })).toContainText("The whole");
    await dialog.getByRole("button", { name: /^Milestone/ }).click();
    await page.getByRole("option", { name: /^v1/ }).click();
    await page.keyboard.press("Control+Enter");
    await expect(page).toHaveURL(/\/issues\/2$/);
    await expect(title(page)).toHaveText("A part");
    await expect(prose(page).locator("strong")).toHaveText("words");
    await expect(property(page, "Status")).toContainText("Todo");
    await expect(property(page, "Priority")).toContainText("High");
    await expect(property(page, "Labels").locator(".label > span").filter({ hasText: /^(backend|new one)$/ })).toHaveCount(2);
    await expect(property(page, "Parent")).toContainText(`#${parent}`);
    await expect(property(page, "Milestone")).toContainText("v1");
    await expect(toasts(page)).toContainText("Created #2 A part");
  });

  test("on the board one stays, and can create another", async ({ page }) => {
    await page.goto("/");
    await hydrated(page);
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New issue" });
    await dialog.getByLabel("Create another").check();
    await dialog.getByLabel("Title").fill("First of two");
    await page.keyboard.press("Control+Enter");
    await expect(toasts(page)).toContainText("Created #1 First of two");
    await expect(dialog.getByLabel("Title")).toBeFocused();
    await expect(dialog.getByLabel("Title")).toHaveValue("");
    await dialog.getByLabel("Create another").uncheck();
    await dialog.getByLabel("Title").fill("Second of two");
    await dialog.getByRole("button", { name: "Create", exact: false }).last().click();
    await expect(dialog).toBeHidden();
    await expect(page).toHaveURL(/\/$/);
    await toasts(page).filter({ hasText: "Second of two" }).getByRole("button", { name: "Open" }).click();
    await expect(title(page)).toHaveText("Second of two");
  });

  test("Escape asks nothing and loses nothing; a refusal stands beside its field", async ({ page, server }) => {
    const gone = await server.issue("Soon gone");
    await page.goto("/issues");
    await hydrated(page);
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New issue" });
    await dialog.getByLabel("Title").fill("Half a thought");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await page.reload();
    await hydrated(page);
    await page.keyboard.press("c");
    await expect(dialog.getByLabel("Title")).toHaveValue("Half a thought");
    const parent = dialog.getByRole("button", { name: /^Parent/ });
    await parent.click();
    await page.getByRole("option", { name: "Soon gone" }).click();
    await server.api("DELETE", `/issues/${gone}`);
    await dialog.getByLabel("Title").focus();
    await page.keyboard.press("Control+Enter");
    await expect(dialog.locator("#new-parent-error")).toHaveText(`Issue #${gone} does not exist`);
    await expect(parent).toHaveAttribute("aria-invalid", "true");
    await expect(dialog.getByLabel("Title")).toHaveValue("Half a thought");
    await parent.click();
    await page.getByRole("option", { name: "No parent" }).click();
    await dialog.getByLabel("Title").focus();
    await page.keyboard.press("Control+Enter");
    await expect(title(page)).toHaveText("Half a thought");
    await page.keyboard.press("c");
    await expect(dialog.getByLabel("Title")).toHaveValue("");
  });

  test("trying again after a lost answer creates nothing twice", async ({ page, server }) => {
    await page.goto("/issues");
    await hydrated(page);
    let lost = 0;
    await page.route("**/fn/create_issue", async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New issue" });
    await dialog.getByLabel("Title").fill("Only once");
    await page.keyboard.press("Control+Enter");
    await expect(dialog.getByRole("alert").first()).toHaveText("Can't reach the server");
    await page.keyboard.press("Control+Enter");
    await expect(title(page)).toHaveText("Only once");
    const { total } = await server.api<{ total: number }>("GET", "/issues");
    expect(total).toBe(1);
  });
});

test.describe("editing", () => {
  test("the title, by key and by click; a second browser sees it", async ({ page, second, server }) => {
    const id = await server.issue("Old name");
    await visit(page, id);
    const other = await second(`/issues/${id}`);
    await page.keyboard.press("e");
    const field = page.getByLabel("Title", { exact: true });
    await expect(field).toBeFocused();
    await expect(field).toHaveValue("Old name");
    await page.keyboard.type("New name");
    await page.keyboard.press("Enter");
    await expect(title(page)).toHaveText("New name");
    await expect(page.locator("#issue-title")).toBeFocused();
    await expect(title(other)).toHaveText("New name");
    await title(page).click();
    await field.fill("Not this");
    await page.keyboard.press("Escape");
    await expect(title(page)).toHaveText("New name");
    await title(page).click();
    await field.fill("By leaving");
    await page.locator(".section", { hasText: "Activity" }).click();
    await expect(title(other)).toHaveText("By leaving");
    await title(page).click();
    await field.fill("  ");
    await page.keyboard.press("Enter");
    await expect(toasts(page)).toContainText("Title must not be blank");
    await expect(field).toBeVisible();
  });

  test("a title that nobody touched is not saved; two who rename at once are told", async ({ page, server }) => {
    const id = await server.issue("As it was");
    await visit(page, id);
    const field = page.getByLabel("Title", { exact: true });
    const named = async () => (await server.api<{ title: string }>("GET", `/issues/${id}`)).title;
    await page.keyboard.press("e");
    await expect(field).toBeFocused();
    await server.api("PATCH", `/issues/${id}`, { title: "By an agent" });
    await page.locator(".section", { hasText: "Activity" }).click();
    await expect(title(page)).toHaveText("By an agent");
    expect(await named()).toBe("By an agent");
    await title(page).click();
    await field.fill("By me");
    await server.api("PATCH", `/issues/${id}`, { title: "By the agent again" });
    await page.keyboard.press("Enter");
    const conflict = page.getByRole("alert").filter({ hasText: "Someone else renamed this to By the agent again" });
    await expect(conflict).toBeFocused();
    await expect(field).toHaveValue("By me");
    // Neither the key that failed nor leaving the field overwrites.
    await field.focus();
    await page.keyboard.press("Enter");
    await expect(conflict).toBeFocused();
    expect(await named()).toBe("By the agent again");
    await conflict.getByRole("button", { name: "Replace with mine" }).click();
    await expect(title(page)).toHaveText("By me");
    await expect.poll(named).toBe("By me");
  });

  test("the title is edited where it stands, with the caret where one clicked", async ({ page, server }) => {
    const id = await server.issue("A title that is long enough for more than a single line of the column that it stands in, and then some");
    await visit(page, id);
    const below = page.locator("#issue-description");
    const before = await below.boundingBox();
    const box = await title(page).boundingBox();
    await title(page).click({ position: { x: 4, y: box!.height - 8 } });
    const field = page.getByLabel("Title", { exact: true });
    await expect(field).toBeFocused();
    expect((await below.boundingBox())!.y).toBe(before!.y);
    expect((await field.boundingBox())!.height).toBe(box!.height);
    expect(await field.evaluate((area: HTMLTextAreaElement) => area.selectionStart)).toBeGreaterThan(20);
    await page.keyboard.insertText("two\nlines ");
    await expect(field).toHaveValue(/two lines /);
    await page.keyboard.press("Escape");
    await expect(title(page)).toHaveText(/^A title that is long/);
  });

  test("Enter and Escape of an input method are its own", async ({ page, server }) => {
    const id = await server.issue("Composed");
    await visit(page, id);
    const field = page.getByLabel("Title", { exact: true });
    const composing = (key: string) =>
      field.evaluate((it, key) => it.dispatchEvent(new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true })), key);
    const ends = (key: string) =>
      field.evaluate((it, key) => it.dispatchEvent(new KeyboardEvent("keydown", { key, keyCode: 229, bubbles: true, cancelable: true })), key);
    await page.keyboard.press("e");
    await field.fill("Half a wo");
    for (const key of ["Escape", "Enter"]) {
      expect(await composing(key), key).toBe(true);
      expect(await ends(key), key).toBe(true);
    }
    await expect(field).toBeFocused();
    await expect(field).toHaveValue("Half a wo");
    await page.keyboard.press("Escape");
    await expect(title(page)).toHaveText("Composed");
  });

  test("the description is Markdown, rendered by the server and harmless", async ({ page, second, server }) => {
    const id = await server.issue("Described");
    await visit(page, id);
    const other = await second(`/issues/${id}`);
    await page.getByText("Add a description").click();
    await expect(page.locator("textarea[name=value]").last()).toBeFocused();
    await page.keyboard.insertText("See #1 and `#1`.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<script>window.bad = 1</script>\n\n- [x] done");
    await page.keyboard.press("Control+Enter");
    for (const each of [page, other]) {
      await expect(prose(each).locator("table td")).toHaveText(["1", "2"]);
      await expect(prose(each).locator("a")).toHaveText(["#1"]);
      await expect(prose(each).locator("input[type=checkbox]")).toBeChecked();
      expect(await each.evaluate(() => "bad" in window)).toBe(false);
    }
  });

  test("what was typed and not saved is offered again", async ({ page, server }) => {
    const id = await server.issue({ title: "Drafts", description: "first" });
    await visit(page, id);
    await prose(page).click();
    await text(page).fill("first, and more");
    await page.locator("textarea[name=content]").fill("a comment in the making");
    await page.reload();
    await hydrated(page);
    await expect(page.locator("textarea[name=content]")).toHaveValue("a comment in the making");
    await page.getByRole("button", { name: "Restore" }).click();
    await expect(text(page)).toHaveValue("first, and more");
    await page.keyboard.press("Control+Enter");
    await expect(prose(page)).toHaveText("first, and more");
    await page.reload();
    await hydrated(page);
    await expect(page.getByRole("button", { name: "Restore" })).toHaveCount(0);
  });

  test("two who edit at once: nothing is overwritten", async ({ page, second, server }) => {
    const id = await server.issue({ title: "Contested", description: "one\ntwo" });
    await visit(page, id);
    const other = await second(`/issues/${id}`);
    await page.locator("#issue-description").click();
    await other.locator("#issue-description").click();
    await text(other).fill("one\ntwo by the other");
    await other.keyboard.press("Control+Enter");
    await expect(prose(other)).toContainText("two by the other");
    // What comes in does not disturb who types.
    await text(page).fill("one\ntwo by me");
    await expect(text(page)).toBeFocused();
    await page.keyboard.press("Control+Enter");
    const conflict = page.getByRole("alert").filter({ hasText: "Nothing was overwritten" });
    await expect(conflict).toBeFocused();
    await expect(page.locator("figure pre")).toContainText("two by the other");
    await expect(text(page)).toHaveValue("one\ntwo by me");
    // The key that failed does not overwrite when it is pressed again.
    await text(page).focus();
    await page.keyboard.press("Control+Enter");
    await expect(conflict).toBeFocused();
    const { description } = await server.api<{ description: string }>("GET", `/issues/${id}`);
    expect(description).toBe("one\ntwo by the other");
    await text(page).fill("one\ntwo by both");
    await page.getByRole("button", { name: "Replace with mine" }).click();
    await expect(prose(page)).toContainText("two by both");
    await expect(prose(other)).toContainText("two by both");
  });

  test("taking theirs keeps mine as a draft", async ({ page, server }) => {
    const id = await server.issue({ title: "Contested", description: "one" });
    await visit(page, id);
    await page.locator("#issue-description").click();
    await server.api("PATCH", `/issues/${id}`, { description: "theirs" });
    await text(page).fill("mine");
    await page.getByRole("button", { name: /^Save/ }).last().click();
    await page.getByRole("link", { name: "Use theirs" }).click();
    await expect(prose(page)).toHaveText("theirs");
    await page.getByRole("button", { name: "Restore" }).click();
    await expect(text(page)).toHaveValue("mine");
  });
});

test("comments of every kind; an intervention says what triggered it", async ({ page, second, server }) => {
  const id = await server.issue("Talked about");
  await visit(page, id);
  const other = await second(`/issues/${id}`);
  const box = page.getByLabel("Comment", { exact: true });
  for (const kind of ["note", "plan", "decision", "observation", "blocker", "resolution", "result"]) {
    await page.getByLabel("Kind").selectOption(kind);
    await box.fill(`A **${kind}**`);
    await page.keyboard.press("Control+Enter");
    await expect(box).toHaveValue("");
    await expect(page.locator(`.comment .kind-${kind}`)).toBeVisible();
    await expect(other.locator(".comment").last().locator("strong")).toHaveText(kind);
  }
  await expect(page.locator("[name=trigger_type]")).toBeHidden();
  await page.getByLabel("Kind").selectOption("intervention");
  await box.fill("Stop");
  await page.keyboard.press("Control+Enter");
  await expect(toasts(page)).toContainText("trigger_type is required");
  await expect(box).toHaveValue("Stop");
  await page.getByLabel("What made you step in?").fill("redirect");
  await page.getByRole("button", { name: /^Comment/ }).click();
  await expect(other.locator(".comment").last()).toContainText("redirect");
  await expect(page.locator(".comment")).toHaveCount(8);
  await expect(page.locator(".comment[aria-busy=true]")).toHaveCount(0);
});

test("labels: an old one, a new one, and off again", async ({ page, second, server }) => {
  await server.issue({ title: "Has it", labels: ["bug"] });
  const id = await server.issue("Gets them");
  await visit(page, id);
  const other = await second(`/issues/${id}`);
  const labels = (each: Page) => property(each, "Labels").locator(".label-off");
  await page.keyboard.press("l");
  const field = page.getByRole("combobox", { name: "Labels" });
  await expect(field).toBeFocused();
  await page.keyboard.type("bu");
  await page.keyboard.press("Enter");
  await expect(labels(page)).toHaveText(["bug"]);
  await expect(labels(other)).toHaveText(["bug"]);
  await expect(page.getByRole("option", { name: "bug" })).toHaveAttribute("aria-selected", "true");
  await field.fill("a new one");
  await expect(page.locator("#labels-menu [role=option]")).toHaveText([/a new one.*Create label/]);
  await page.keyboard.press("Enter");
  await expect(labels(other)).toHaveText(["a new one", "bug"]);
  // A label that is on comes off by the same key; the list is walked by arrows.
  await field.fill("bug");
  await page.keyboard.press("Enter");
  await expect(labels(other)).toHaveText(["a new one"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await expect(page.locator("#labels-menu [data-active]")).toHaveAttribute("id", "labels-menu-0");
  await field.fill("bug");
  await page.keyboard.press("Enter");
  await expect(labels(other)).toHaveText(["a new one", "bug"]);
  await page.keyboard.press("Escape");
  await expect(page.locator("#labels-button")).toBeFocused();
  const off = page.getByRole("button", { name: "Remove label bug" });
  const target = await off.boundingBox();
  expect([target!.width, target!.height]).toEqual([24, 24]);
  await off.click();
  await expect(labels(page)).toHaveText(["a new one"]);
  await expect(page.locator("#labels-button")).toBeFocused();
  await expect(labels(other)).toHaveText(["a new one"]);
});

test("blockers: found by words, refused in a circle, removed", async ({ page, second, server }) => {
  const first = await server.issue("Lay the ground");
  const middle = await server.issue({ title: "Build on it", blockers: [first] });
  const last = await server.issue({ title: "Paint it", blockers: [middle] });
  await visit(page, first);
  const other = await second(`/issues/${first}`);
  const rows = (each: Page, name: string) => each.locator("section", { has: each.locator("h2", { hasText: name }) }).locator(".row");
  await expect(rows(page, "Unblocks")).toContainText(["Build on it"]);
  await page.keyboard.press("b");
  await expect(page.locator("#blocker-menu input[name=blocker]")).toBeFocused();
  // Enter waits for what was typed, however fast the hands are.
  await page.keyboard.type("paint");
  await page.keyboard.press("Enter");
  await expect(toasts(page)).toContainText("Adding this dependency would create a circular dependency chain");
  await expect(page.getByRole("heading", { name: "Blocked by" })).toHaveCount(0);
  const free = await server.issue("Buy the paint");
  await page.keyboard.press("b");
  await expect(page.locator("#blocker-menu input[name=blocker]")).toBeFocused();
  await page.keyboard.type(`#${free}`);
  await page.keyboard.press("Enter");
  await expect(rows(page, "Blocked by").first()).toContainText("Buy the paint");
  await expect(rows(other, "Blocked by").first()).toContainText("Buy the paint");
  await server.api("POST", `/issues/${free}/close`);
  await expect(rows(page, "Blocked by").first().getByRole("img", { name: "Done" })).toBeVisible();
  await page.getByRole("button", { name: `Remove blocker #${free}` }).click();
  await expect(page.getByRole("heading", { name: "Blocked by" })).toHaveCount(0);
  await expect(other.getByRole("heading", { name: "Blocked by" })).toHaveCount(0);
  expect(last).toBeGreaterThan(0);
});

test("status: legal moves only, each refusal a sentence; close, reopen, archive", async ({ page, second, server }) => {
  const id = await server.issue("Goes its way");
  await visit(page, id);
  const other = await second(`/issues/${id}`);
  const status = (each: Page) => each.locator("#status-button");
  await page.keyboard.press("s");
  const menu = page.locator("#status-menu");
  const refused = menu.getByRole("button", { name: /^Review/ });
  await expect(refused).toHaveAttribute("aria-disabled", "true");
  await expect(refused).toContainText("Not from Backlog");
  await menu.getByRole("button", { name: "In progress", exact: true }).click();
  await expect(menu).toBeHidden();
  await expect(status(page)).toBeFocused();
  await expect(status(page)).toHaveText("In progress");
  await expect(status(other)).toHaveText("In progress");
  await page.keyboard.press("p");
  await page.locator("#priority-menu").getByRole("button", { name: "Urgent" }).click();
  await expect(other.locator("#priority-button")).toHaveText("Urgent");
  await page.getByRole("button", { name: "Mark done" }).click();
  await expect(status(page)).toHaveText("Done");
  await expect(status(other)).toHaveText("Done");
  await expect(property(other, "Closed")).toBeVisible();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(property(other, "Archived")).toBeVisible();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Unarchive" }).click();
  await expect(property(other, "Archived")).toHaveCount(0);
  await page.getByRole("button", { name: "Reopen" }).click();
  await expect(status(other)).toHaveText("Backlog");
  await page.getByRole("button", { name: "More" }).click();
  await expect(page.locator("#issue-more")).toContainText(`Close #${id} to archive it`);
  await expect(entries(page)).toContainText([
    "created this issue",
    "moved this from Backlog to In progress",
    "changed the priority from Medium to Urgent",
    "closed this as Done",
    "archived this",
    "unarchived this",
    "reopened as Backlog",
  ]);
});

test("milestones: a new one, another one, none", async ({ page, second, server }) => {
  const id = await server.issue("Part of a release");
  await visit(page, id);
  const other = await second(`/issues/${id}`);
  const button = (each: Page) => each.locator("#milestone-button");
  await page.keyboard.press("m");
  await page.keyboard.type("v1.0");
  await page.keyboard.press("Enter");
  await expect(button(page)).toHaveText("v1.0");
  await expect(button(other)).toHaveText("v1.0");
  await page.keyboard.press("m");
  await page.getByRole("option", { name: "No milestone" }).click();
  await expect(button(other)).toHaveText("None");
  await page.keyboard.press("m");
  await page.getByRole("option", { name: /^v1\.0/ }).click();
  await expect(button(other)).toHaveText("v1.0");
  await expect(entries(page).last()).toContainText("put this into milestone v1.0");
});

test("parents and parts: added, counted, and never in a circle", async ({ page, second, server }) => {
  const top = await server.issue("The house");
  const id = await server.issue("The roof");
  await visit(page, id);
  const other = await second(`/issues/${top}`);
  await page.getByRole("button", { name: "Choose parent" }).click();
  await page.keyboard.type("house");
  await page.getByRole("option", { name: /The house/ }).click();
  await expect(property(page, "Parent")).toContainText("The house");
  await expect(other.getByRole("heading", { name: "Sub-issues" })).toContainText("0/1");
  await page.locator("#subissue-add").click();
  for (const part of ["Beams", "Tiles"]) {
    await page.keyboard.type(part);
    await page.keyboard.press("Enter");
    await expect(page.locator(".rows .row", { hasText: part })).toBeVisible();
  }
  await server.api("POST", `/issues/${id + 1}/close`);
  await expect(page.getByRole("heading", { name: "Sub-issues" })).toContainText("1/2");
  // Its own parts are not offered; a part of a part is, and refused. Closed issues are not offered.
  await other.getByRole("button", { name: "Choose parent" }).click();
  await other.keyboard.type("roof");
  await expect(other.locator("#parent-menu")).toContainText("No matches");
  await other.getByRole("combobox", { name: "Find a parent" }).fill("beams");
  await expect(other.locator("#parent-menu")).toContainText("No matches");
  await other.getByRole("combobox", { name: "Find a parent" }).fill("tiles");
  await other.keyboard.press("Enter");
  await expect(toasts(other)).toContainText("An issue cannot be moved under one of its own sub-issues");
  await page.getByRole("button", { name: "Change parent" }).click();
  await page.getByRole("option", { name: "No parent" }).click();
  await expect(other.getByRole("heading", { name: "Sub-issues" })).toHaveCount(0);
});

test("deleting asks first, and tells who is looking", async ({ page, second, server }) => {
  const id = await server.issue("Superfluous");
  await visit(page, id);
  const other = await second(`/issues/${id}`);
  await other.locator("textarea[name=content]").fill("still typing");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete #${id}?` });
  await expect(page.locator("#issue-more")).toBeHidden();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "More" })).toBeFocused();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Delete…" }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/issues$/);
  await expect(other.getByRole("alert").filter({ hasText: `#${id} was deleted` })).toBeVisible();
  await expect(other.locator("textarea[name=content]")).toHaveValue("still typing");
  const gone = await page.goto(`/issues/${id}`);
  expect(gone?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
});

test("identifiers and numbers lead here, nonsense leads nowhere", async ({ page, server }) => {
  const id = await server.issue("By any name");
  for (const name of [`${id}`, `MAIN-${id}`, `main-${id}`]) {
    expect((await page.goto(`/issues/${name}`))?.status()).toBe(200);
    await expect(title(page)).toHaveText("By any name");
  }
  for (const name of ["nonsense", "0", "MAIN-999", "-1"]) expect((await page.goto(`/issues/${name}`))?.status()).toBe(404);
});

test("a refusal takes the change off again; without a connection one can retry", async ({ page, server }) => {
  const id = await server.issue("Shaky");
  await visit(page, id);
  await page.route("**/fn/update_issue", (route) => route.abort());
  await page.keyboard.press("p");
  await page.locator("#priority-menu").getByRole("button", { name: "Urgent" }).click();
  await expect(page.locator("#priority-button")).toHaveText("Medium");
  await expect(toasts(page)).toContainText("Can't reach the server");
  await page.unroute("**/fn/update_issue");
  await toasts(page).getByRole("button", { name: "Retry" }).click();
  await expect(page.locator("#priority-button")).toHaveText("Urgent");
  await page.reload();
  await expect(page.locator("#priority-button")).toHaveText("Urgent");
});
