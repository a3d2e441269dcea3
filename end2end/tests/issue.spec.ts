import type { Page } from "@playwright/test";
import { expect, hydrated, test } from "../fixtures.js";

async function visit(page: Page, id: number) {
  await page.goto(`/issues/${id}`);
  await hydrated(page);
}

const title = (page: Page) => page.locator("h2.title");
const prose = (page: Page) => page.locator("section[aria-label=Description] .prose");
const property = (page: Page, name: string) => page.locator(".prop", { has: page.locator("dt", { hasText: name }) });
const entries = (page: Page) => page.locator(".timeline .entry");
const toasts = (page: Page) => page.locator(".toast");

test.describe("creating", () => {
  test("in the dialog: the key, every field, and on to the issue", async ({ page, server }) => {
    const parent = await server.issue({ title: "The whole", labels: ["backend"] });
    await page.goto("/issues");
    await hydrated(page);
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New issue" });
    await expect(dialog.getByLabel("Title")).toBeFocused();
    await page.keyboard.type("A part");
    await dialog.getByLabel("Description").fill("With **words**.");
    await dialog.getByLabel("Status").selectOption("Todo");
    await dialog.getByLabel("Priority").selectOption("High");
    await dialog.getByRole("button", { name: "backend" }).click();
    await dialog.getByLabel("Labels").pressSequentially("new one");
    await dialog.getByLabel("Parent").pressSequentially("whole");
    await dialog.getByRole("button", { name: "The whole" }).click();
    await page.keyboard.press("Control+Enter");
    await expect(page).toHaveURL(/\/issues\/2$/);
    await expect(title(page)).toHaveText("A part");
    await expect(prose(page).locator("strong")).toHaveText("words");
    await expect(property(page, "Status")).toContainText("Todo");
    await expect(property(page, "Priority")).toContainText("High");
    await expect(property(page, "Labels").locator(".label > span").filter({ hasText: /^(backend|new one)$/ })).toHaveCount(2);
    await expect(property(page, "Parent")).toContainText(`#${parent}`);
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

  test("Escape asks nothing and loses nothing; a refusal stands beside its field", async ({ page }) => {
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
    await dialog.getByLabel("Parent").fill("999");
    await page.keyboard.press("Control+Enter");
    await expect(dialog.locator("#new-parent-error")).toHaveText("Issue #999 does not exist");
    await expect(dialog.getByLabel("Parent")).toHaveAttribute("aria-invalid", "true");
    await expect(dialog.getByLabel("Title")).toHaveValue("Half a thought");
    await dialog.getByLabel("Parent").fill("");
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

  test("the description is Markdown, rendered by the server and harmless", async ({ page, second, server }) => {
    const id = await server.issue("Described");
    await visit(page, id);
    const other = await second(`/issues/${id}`);
    await page.getByText("Add a description").click();
    await expect(page.getByLabel("Description", { exact: true }).last()).toBeFocused();
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
    await page.locator("#issue-description").click();
    await page.locator("textarea[name=value]").fill("first, and more");
    await page.locator("textarea[name=content]").fill("a comment in the making");
    await page.reload();
    await hydrated(page);
    await expect(page.locator("textarea[name=content]")).toHaveValue("a comment in the making");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.locator("textarea[name=value]")).toHaveValue("first, and more");
    await page.keyboard.press("Control+Enter");
    await expect(prose(page)).toHaveText("first, and more");
    await page.reload();
    await hydrated(page);
    await expect(page.getByRole("button", { name: "Continue" })).toHaveCount(0);
  });

  test("two who edit at once: nothing is overwritten", async ({ page, second, server }) => {
    const id = await server.issue({ title: "Contested", description: "one\ntwo" });
    await visit(page, id);
    const other = await second(`/issues/${id}`);
    await page.locator("#issue-description").click();
    await other.locator("#issue-description").click();
    await other.locator("textarea[name=value]").fill("one\ntwo by the other");
    await other.keyboard.press("Control+Enter");
    await expect(prose(other)).toContainText("two by the other");
    // What comes in does not disturb who types.
    await page.locator("textarea[name=value]").fill("one\ntwo by me");
    await expect(page.locator("textarea[name=value]")).toBeFocused();
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("alert").filter({ hasText: "Nothing was overwritten" })).toBeVisible();
    await expect(page.locator("figure pre")).toContainText("two by the other");
    await expect(page.locator("textarea[name=value]")).toHaveValue("one\ntwo by me");
    await expect(prose(other)).toContainText("two by the other");
    await page.locator("textarea[name=value]").fill("one\ntwo by both");
    await page.getByRole("button", { name: "Keep mine" }).click();
    await expect(prose(page)).toContainText("two by both");
    await expect(prose(other)).toContainText("two by both");
  });

  test("taking theirs keeps mine as a draft", async ({ page, server }) => {
    const id = await server.issue({ title: "Contested", description: "one" });
    await visit(page, id);
    await page.locator("#issue-description").click();
    await server.api("PATCH", `/issues/${id}`, { description: "theirs" });
    await page.locator("textarea[name=value]").fill("mine");
    await page.getByRole("button", { name: /^Save/ }).last().click();
    await page.getByRole("link", { name: "Take theirs" }).click();
    await expect(prose(page)).toHaveText("theirs");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.locator("textarea[name=value]")).toHaveValue("mine");
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
  const labels = (each: Page) => property(each, "Labels").locator("dd > form .label");
  await page.keyboard.press("l");
  await expect(page.locator("#label-name")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(labels(page)).toHaveText(["bug"]);
  await expect(labels(other)).toHaveText(["bug"]);
  await page.locator("#label-name").fill("a new one");
  await page.keyboard.press("Enter");
  await expect(labels(other)).toHaveText(["a new one", "bug"]);
  await page.locator("#label-name").fill("bug");
  await page.keyboard.press("Enter");
  await expect(toasts(page)).toContainText("already has the label 'bug'");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove the label bug" }).click();
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
  await page.keyboard.type("paint");
  await expect(page.locator("#blocker-menu .menu-item")).toContainText(["Paint it"]);
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
  await page.getByRole("button", { name: `Remove the blocker #${free}` }).click();
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
  await expect(refused).toContainText("From Backlog an issue goes to Todo, In progress or Cancelled, not to Review");
  await menu.getByRole("button", { name: "In progress", exact: true }).click();
  await expect(menu).toBeHidden();
  await expect(status(page)).toBeFocused();
  await expect(status(page)).toHaveText("In progress");
  await expect(status(other)).toHaveText("In progress");
  await page.keyboard.press("p");
  await page.locator("#priority-menu").getByRole("button", { name: "Urgent" }).click();
  await expect(other.locator("#priority-button")).toHaveText("Urgent");
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await expect(status(page)).toHaveText("Done");
  await expect(status(other)).toHaveText("Done");
  await expect(property(other, "Closed")).toBeVisible();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(property(other, "Archived")).toBeVisible();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Take out of the archive" }).click();
  await expect(property(other, "Archived")).toHaveCount(0);
  await page.getByRole("button", { name: "Reopen" }).click();
  await expect(status(other)).toHaveText("Backlog");
  await page.getByRole("button", { name: "More" }).click();
  await expect(page.locator("#issue-more")).toContainText(`Only a closed issue can be archived; close #${id} first`);
  await expect(entries(page)).toContainText([
    "created this issue",
    "moved this from Backlog to In progress",
    "changed the priority from Medium to Urgent",
    "closed this as Done",
    "archived this",
    "took this out of the archive",
    "reopened this into Backlog",
  ]);
});

test("milestones: a new one, another one, none", async ({ page, second, server }) => {
  const id = await server.issue("Part of a release");
  await visit(page, id);
  const other = await second(`/issues/${id}`);
  const button = (each: Page) => each.locator("#milestone-button");
  await page.keyboard.press("m");
  await page.getByLabel("Name of a new milestone").fill("v1.0");
  await page.keyboard.press("Enter");
  await expect(button(page)).toHaveText("v1.0");
  await expect(button(other)).toHaveText("v1.0");
  await page.keyboard.press("m");
  await page.locator("#milestone-menu").getByRole("button", { name: "No milestone" }).click();
  await expect(button(other)).toHaveText("None");
  await page.keyboard.press("m");
  await page.locator("#milestone-menu").getByRole("button", { name: /^v1\.0/ }).click();
  await expect(button(other)).toHaveText("v1.0");
  await expect(entries(page).last()).toContainText("put this into milestone v1.0");
});

test("parents and parts: added, counted, and never in a circle", async ({ page, second, server }) => {
  const top = await server.issue("The house");
  const id = await server.issue("The roof");
  await visit(page, id);
  const other = await second(`/issues/${top}`);
  await page.getByRole("button", { name: "Choose a parent" }).click();
  await page.keyboard.type("house");
  await page.locator("#parent-menu").getByRole("button", { name: /The house/ }).click();
  await expect(property(page, "Parent")).toContainText("The house");
  await expect(other.getByRole("heading", { name: "Sub-issues" })).toContainText("0/1");
  await page.getByText("Add a sub-issue").click();
  for (const part of ["Beams", "Tiles"]) {
    await page.keyboard.type(part);
    await page.keyboard.press("Enter");
    await expect(page.locator(".rows .row", { hasText: part })).toBeVisible();
  }
  await server.api("POST", `/issues/${id + 1}/close`);
  await expect(page.getByRole("heading", { name: "Sub-issues" })).toContainText("1/2");
  await other.getByRole("button", { name: "Choose a parent" }).click();
  await other.keyboard.type(`${id}`);
  await other.keyboard.press("Enter");
  await expect(toasts(other)).toContainText("An issue cannot be moved under one of its own sub-issues");
  await page.getByRole("button", { name: "Remove the parent" }).click();
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
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await expect(dialog).toBeHidden();
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
