import { move } from "../board.js";
import { expect, hydrated, test } from "../fixtures.js";

const titles = (page: import("@playwright/test").Page) => page.locator("#list .row-title");

test.describe("filters", () => {
  test.beforeEach(async ({ server }) => {
    const blocker = await server.issue({ title: "Alpha blocks", priority: "high", labels: ["bug"] });
    await server.issue({ title: "Beta waits", priority: "low", labels: ["bug", "docs, and more"], blockers: [blocker] });
    await server.issue({ title: "Gamma is done", labels: ["docs, and more"], closed: true });
  });

  test("open issues are shown first, the rest is one click away", async ({ page }) => {
    await page.goto("/issues");
    await hydrated(page);
    await expect(titles(page)).toHaveText(["Beta waits", "Alpha blocks"]);
    await page.getByRole("link", { name: "Closed", exact: true }).click();
    await expect(page).toHaveURL(/\/issues\?lifecycle=closed$/);
    await expect(titles(page)).toHaveText(["Gamma is done"]);
    await page.getByRole("link", { name: "All", exact: true }).click();
    await expect(titles(page)).toHaveCount(3);
    await page.goBack();
    await expect(titles(page)).toHaveText(["Gamma is done"]);
  });

  test("the sidebar's views", async ({ page }) => {
    await page.goto("/issues");
    await page.getByRole("link", { name: "Ready to start" }).click();
    await expect(titles(page)).toHaveText(["Alpha blocks"]);
    await expect(page.locator("#menu [aria-current=page]")).toHaveText(/Ready to start/);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Blocked/ }).click();
    await expect(titles(page)).toHaveText(["Beta waits"]);
    await expect(page.locator("#menu [aria-current=page]")).toHaveText(/Blocked/);
  });

  test("menus add filters to the address, chips take them away", async ({ page }) => {
    await page.goto("/issues");
    await hydrated(page);
    await page.getByRole("button", { name: "label" }).click();
    await page.locator("#filter-label").getByRole("link", { name: "docs, and more" }).click();
    await expect(page).toHaveURL(/label=docs,%20and%20more/);
    await expect(titles(page)).toHaveText(["Beta waits"]);
    await expect(page.locator("#filter-label")).toBeVisible();
    await page.locator("#filter-label").getByRole("link", { name: "bug" }).click();
    await expect(page).toHaveURL(/label=bug&label=docs/);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "priority" }).click();
    await page.locator("#filter-priority").getByRole("link", { name: "High" }).click();
    await expect(page.getByRole("heading", { name: "No issues match these filters" })).toBeVisible();
    await expect(page.locator("#list")).toContainText("All 3 issues are hidden by: Open, Priority: High, Label: bug, Label: docs, and more");
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Remove filter Priority: High" }).click();
    await expect(titles(page)).toHaveText(["Beta waits"]);
    await page.locator(".filters").getByRole("link", { name: "Clear filters" }).click();
    await expect(page).toHaveURL(/\/issues$/);
    await expect(titles(page)).toHaveCount(2);
  });

  test("a status that is never open takes the list to all issues", async ({ page }) => {
    await page.goto("/issues");
    await hydrated(page);
    await page.getByRole("button", { name: "status", exact: true }).click();
    await page.locator("#filter-status").getByRole("link", { name: "Done" }).click();
    await expect(page).toHaveURL(/\/issues\?status=done$/);
    await expect(titles(page)).toHaveText(["Gamma is done"]);
  });

  test("an address with nonsense in it shows the list", async ({ page }) => {
    await page.goto("/issues?status=sleepy&priority=&milestone=x&lifecycle=1&sort=size&after=zzz&q=");
    await expect(titles(page)).toHaveText(["Beta waits", "Alpha blocks"]);
  });
});

test("search follows what is typed, keeps focus, and leaves one step in the history", async ({ page, server }) => {
  await server.issue("Hub: the worktree is left behind");
  await server.issue({ title: "Something else", description: "It breaks the worktrees" });
  await server.issue("Nothing to do with it");
  await page.goto("/");
  await page.goto("/issues");
  await hydrated(page);
  await page.keyboard.press("/");
  const field = page.getByRole("searchbox", { name: "Search issues" });
  await expect(field).toBeFocused();
  await page.keyboard.type("worktree", { delay: 30 });
  await expect(titles(page)).toHaveCount(2);
  await expect(page).toHaveURL(/\?q=worktree$/);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("worktree");
  await page.keyboard.type(" hub");
  await expect(titles(page)).toHaveText(["Hub: the worktree is left behind"]);
  await page.reload();
  await expect(field).toHaveValue("worktree hub");
  await expect(titles(page)).toHaveCount(1);
  await page.goBack();
  await expect(page).toHaveURL(/\/$/);
});

test("the sort order is in the address", async ({ page, server }) => {
  await server.issue({ title: "b", priority: "low" });
  await server.issue({ title: "c", priority: "critical" });
  await server.issue({ title: "a", priority: "medium" });
  await page.goto("/issues");
  await hydrated(page);
  await expect(titles(page)).toHaveText(["a", "c", "b"]);
  const sort = async (name: string) => {
    if (!(await page.locator("#sort").isVisible())) await page.locator("[popovertarget=sort]").click();
    await page.locator("#sort").getByRole("link", { name, exact: true }).click();
  };
  await sort("Title A to Z");
  await expect(page).toHaveURL(/sort=title$/);
  await expect(titles(page)).toHaveText(["a", "b", "c"]);
  await expect(page.locator("[popovertarget=sort]")).toContainText("Title A to Z");
  await sort("Title Z to A");
  await expect(page).toHaveURL(/sort=-title$/);
  await expect(titles(page)).toHaveText(["c", "b", "a"]);
  await sort("Highest priority");
  await expect(titles(page)).toHaveText(["c", "a", "b"]);
  await page.reload();
  await expect(titles(page)).toHaveText(["c", "a", "b"]);
});

test("issues are grouped by status, each group with its count", async ({ page, server }) => {
  await server.issue("Planned");
  await server.issue({ title: "Over", closed: true });
  const started = await server.issue("Started");
  await server.issue("Planned too");
  await move(server, started, "in_progress", "bottom");
  const groups = page.locator("#list .row-group");
  await page.goto("/issues?lifecycle=all");
  await hydrated(page);
  await expect(groups).toHaveText(["In progress1", "Backlog2", "Done1"]);
  await expect(titles(page)).toHaveText(["Started", "Planned too", "Planned", "Over"]);
  await server.api("POST", `/issues/${started}/close`);
  await expect(groups).toHaveText(["Backlog2", "Done2"]);
  await page.goto("/issues?lifecycle=all&sort=-id");
  await expect(titles(page)).toHaveText(["Planned too", "Started", "Over", "Planned"]);
  await expect(groups).toHaveCount(0);
});

test("a search shows the exact number first, where the word is, and what is closed", async ({ page, server }) => {
  const old = await server.issue({ title: "An old one", closed: true });
  await server.issue({ title: "Windows cannot build", closed: true });
  await server.issue({ title: "Mentions it", description: `As in ${old}, on Windows\n\nand so on` });
  await page.goto(`/issues?q=${old}`);
  await hydrated(page);
  await expect(page.locator("#list .row-group")).toHaveText(["Exact match", "Backlog1"]);
  await expect(titles(page)).toHaveText(["An old one", "Mentions it"]);
  await page.getByRole("searchbox").fill("windows");
  await expect(titles(page)).toHaveText(["Mentions it"]);
  await expect(page.locator(".row-excerpt")).toHaveText(`As in ${old}, on Windows and so on`);
  await expect(page.locator(".row-excerpt mark")).toHaveText("Windows");
  await page.getByRole("link", { name: "1 more in Closed" }).click();
  await expect(titles(page)).toHaveText(["Windows cannot build"]);
  await page.getByRole("searchbox").fill("cannot");
  await page.getByRole("link", { name: "Open", exact: true }).click();
  await expect(page.locator(".empty").getByRole("link", { name: "1 more in Closed" })).toBeVisible();
});

test("more comes below; the address of the next page works too", async ({ page, server }) => {
  for (let n = 1; n <= 120; n++) await server.issue(`Issue ${String(n).padStart(3, "0")}`);
  await page.goto("/issues?sort=title");
  await hydrated(page);
  await expect(titles(page)).toHaveCount(50);
  const more = page.getByRole("link", { name: "Load more" });
  const href = await more.getAttribute("href");
  await more.click();
  await expect(titles(page)).toHaveCount(100);
  await expect(page.getByRole("navigation", { name: "Pages" })).toContainText("100 of 120");
  await more.click();
  await expect(titles(page)).toHaveCount(120);
  await expect(titles(page).last()).toHaveText("Issue 120");
  await expect(more).toHaveCount(0);
  await page.goto(href ?? "");
  await expect(titles(page).first()).toHaveText("Issue 051");
  await page.getByRole("link", { name: "First" }).click();
  await expect(titles(page).first()).toHaveText("Issue 001");
});

test("only the rows scroll", async ({ page, server }) => {
  for (let n = 1; n <= 60; n++) await server.issue({ title: `Issue ${n}`, labels: ["a", "b"] });
  await page.goto("/issues");
  await hydrated(page);
  const more = await page.locator("main").evaluate((main) => main.scrollHeight - main.clientHeight);
  expect(more).toBe(0);
  await page.locator("#row-1, .issue-row").last().scrollIntoViewIfNeeded();
  expect(await page.locator("main").evaluate((main) => main.scrollTop)).toBe(0);
});

test("going back shows as many rows, scrolled as they were, with the same one focused", async ({ page, server }) => {
  for (let n = 1; n <= 120; n++) await server.issue(`Issue ${n}`);
  await page.goto("/issues");
  await hydrated(page);
  await page.getByRole("link", { name: "Load more" }).click();
  await expect(titles(page)).toHaveCount(100);
  const row = page.locator("#row-30");
  await row.scrollIntoViewIfNeeded();
  await page.locator("#list").evaluate((list) => list.scrollBy(0, 100));
  const before = await page.locator("#list").evaluate((list) => list.scrollTop);
  await row.click();
  await expect(page).toHaveURL(/\/issues\/30$/);
  await hydrated(page);
  await page.goBack();
  await expect(titles(page)).toHaveCount(100);
  await expect(row).toBeFocused();
  await expect.poll(() => page.locator("#list").evaluate((list) => list.scrollTop)).toBe(before);
});

test("[ and ] walk along the list that an issue was opened from", async ({ page, server }) => {
  for (let n = 1; n <= 60; n++) await server.issue({ title: `Issue ${n}`, labels: n > 4 ? ["walk"] : [] });
  await page.goto("/issues?label=walk&sort=-id");
  await hydrated(page);
  await page.locator("#row-59").click();
  const place = page.locator(".list-position");
  await expect(place).toContainText("2 of 56");
  await page.keyboard.press("]");
  await expect(page).toHaveURL(/\/issues\/58$/);
  await expect(place).toContainText("3 of 56");
  await page.keyboard.press("[");
  await expect(place).toContainText("2 of 56");
  await page.keyboard.press("[");
  await expect(page).toHaveURL(/\/issues\/60$/);
  await expect(place.getByRole("button", { name: /Previous/ })).toBeDisabled();
  await page.goBack();
  await expect(page).toHaveURL(/\/issues\?label=walk&sort=-id$/);
  await expect(page.locator("#row-60")).toBeFocused();
  await page.locator("#row-11").click();
  await expect(place).toContainText("50 of 56");
  await place.getByRole("button", { name: /Next/ }).click();
  await expect(page).toHaveURL(/\/issues\/10$/);
  await expect(place).toContainText("51 of 56");
  await page.goto("/issues/3");
  await hydrated(page);
  await expect(place).toHaveCount(0);
});

test.describe("several at once", () => {
  const bar = (page: import("@playwright/test").Page) => page.getByRole("form", { name: "Change selected issues" });
  const selected = (page: import("@playwright/test").Page) => page.locator(".row-chosen .row-title");

  test("keys select, extend and clear", async ({ page, server }) => {
    for (const title of ["a", "b", "c", "d"]) await server.issue(title);
    await page.goto("/issues");
    await hydrated(page);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await expect(selected(page)).toHaveText(["d"]);
    await expect(bar(page)).toContainText("1 selected");
    await page.keyboard.press("Shift+J");
    await page.keyboard.press("Shift+ArrowDown");
    await expect(selected(page)).toHaveText(["d", "c", "b"]);
    await page.keyboard.press("Shift+K");
    await expect(selected(page)).toHaveText(["d", "c"]);
    await page.keyboard.press("ControlOrMeta+a");
    await expect(bar(page)).toContainText("4 selected");
    await page.keyboard.press("Escape");
    await expect(bar(page)).toBeHidden();
    await page.keyboard.press("/");
    await page.keyboard.press("ControlOrMeta+a");
    await expect(bar(page)).toBeHidden();
  });

  test("boxes and Shift+click select; what cannot move is skipped with its reason", async ({ page, server }) => {
    const [a, b, c] = [await server.issue("a"), await server.issue("b"), await server.issue("c")];
    for (const id of [a, c]) await move(server, id, "in_progress", "bottom");
    await page.goto("/issues?sort=-id");
    await hydrated(page);
    await page.locator(`#row-${c}`).hover();
    await page.getByRole("checkbox", { name: `Select #${c}` }).check();
    await page.locator(`#row-${a}`).click({ modifiers: ["Shift"] });
    await expect(page).toHaveURL(/\/issues\?sort=-id$/);
    await expect(bar(page)).toContainText("3 selected");
    // A box is no field that one types into: keys go on from its row.
    await page.getByRole("checkbox", { name: `Select #${b}` }).focus();
    await page.keyboard.press("x");
    await expect(bar(page)).toContainText("2 selected");
    await page.keyboard.press("Space");
    await expect(bar(page)).toContainText("3 selected");
    await bar(page).getByRole("button", { name: "Status" }).click();
    await page.locator("#bulk-status").getByRole("button", { name: "Review" }).click();
    const toast = page.locator(".toast");
    await expect(toast).toContainText("2 issues moved to Review · 1 skipped");
    await toast.getByRole("button", { name: "Show" }).click();
    const dialog = page.getByRole("dialog", { name: "Skipped issues" });
    await expect(dialog.locator("li")).toHaveCount(1);
    await expect(dialog.locator("li")).toContainText(`#${b}`);
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(page.locator("#list").getByRole("img", { name: "Review" })).toHaveCount(2);
    await expect(bar(page)).toContainText("3 selected");
    // The toast went with the press; the key still knows.
    await page.keyboard.press("ControlOrMeta+z");
    await expect(toast).toHaveText(/^2 issues restored/);
    await expect(page.locator("#list").getByRole("img", { name: "In progress" })).toHaveCount(2);
  });

  test("the last change is undone by Ctrl+Z, whatever it was", async ({ page, server }) => {
    const [a, b] = [await server.issue({ title: "a", labels: ["bug"] }), await server.issue("b")];
    await page.goto("/issues");
    await hydrated(page);
    const toast = page.locator(".toast");
    for (const id of [a, b]) await page.getByRole("checkbox", { name: `Select #${id}` }).check();
    await bar(page).getByRole("button", { name: "Priority" }).click();
    await page.locator("#bulk-priority").getByRole("button", { name: "Urgent" }).click();
    await expect(page.locator("#list").getByRole("img", { name: "Urgent" })).toHaveCount(2);
    await bar(page).getByRole("button", { name: "Close", exact: true }).click();
    await expect(page.getByRole("heading", { name: "No open issues" })).toBeVisible();
    // The bar and its menus are gone with the list; what was done is not.
    await page.keyboard.press("ControlOrMeta+z");
    await expect(titles(page)).toHaveText(["b", "a"]);
    await expect(page.locator("#list").getByRole("img", { name: "Urgent" })).toHaveCount(2);
    await expect(toast.filter({ hasText: "closed" })).toHaveCount(0);
    await page.keyboard.press("ControlOrMeta+z");
    await expect(page.locator("#list").getByRole("img", { name: "Urgent" })).toHaveCount(0);
    await page.keyboard.press("ControlOrMeta+z");
    await expect(titles(page)).toHaveText(["b", "a"]);
  });

  test("what somebody changed again stays, and says so", async ({ page, server }) => {
    const [a, b] = [await server.issue("a"), await server.issue("b")];
    await page.goto("/issues");
    await hydrated(page);
    for (const id of [a, b]) await page.getByRole("checkbox", { name: `Select #${id}` }).check();
    await bar(page).getByRole("button", { name: "Priority" }).click();
    await page.locator("#bulk-priority").getByRole("button", { name: "High" }).click();
    const toast = page.locator(".toast");
    await expect(toast).toContainText("2 issues set to high priority");
    await server.api("PATCH", `/issues/${b}`, { priority: "low" });
    await toast.getByRole("button", { name: "Undo" }).click();
    await expect(toast).toContainText(`1 issue restored · 1 skipped: #${b} was changed again since`);
    await expect(page.locator(`#row-${b}`).getByRole("img", { name: "Low" })).toBeVisible();
    await expect(page.locator(`#row-${a}`).getByRole("img", { name: "High" })).toHaveCount(0);
  });

  test("labels go on and off, closing and deleting take rows away", async ({ page, server }) => {
    const [a, b, c] = [await server.issue({ title: "a", labels: ["bug"] }), await server.issue("b"), await server.issue("c")];
    await page.goto("/issues");
    await hydrated(page);
    for (const id of [a, b]) await page.getByRole("checkbox", { name: `Select #${id}` }).check();
    const labels = async () => {
      await bar(page).getByRole("button", { name: "Labels" }).click();
      return page.locator("#bulk-labels").getByRole("button", { name: "bug" });
    };
    await (await labels()).click();
    await expect(page.locator(".toast")).toContainText("1 issue labeled bug · 1 unchanged");
    await expect(page.locator("#list .label")).toHaveCount(2);
    const bug = await labels();
    await expect(bug).toHaveAttribute("aria-current", "true");
    await bug.click();
    await expect(page.locator("#list .label")).toHaveCount(0);
    await bar(page).getByRole("button", { name: "Close", exact: true }).click();
    await expect(titles(page)).toHaveText(["c"]);
    await expect(bar(page)).toBeHidden();
    await page.getByRole("checkbox", { name: `Select #${c}` }).check();
    await bar(page).getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("dialog", { name: "Delete 1 issue?" }).getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("heading", { name: "No open issues" })).toBeVisible();
  });

  test("S, P, L and M act on the focused row", async ({ page, server }) => {
    await server.issue("a");
    const b = await server.issue("b");
    await page.goto("/issues");
    await hydrated(page);
    await page.keyboard.press("j");
    await page.keyboard.press("s");
    const menu = page.locator("#bulk-status");
    await expect(menu).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(menu).toBeHidden();
    await expect(bar(page)).toBeHidden();
    await expect(page.locator(`#row-${b}`)).toBeFocused();
    await page.keyboard.press("p");
    await page.locator("#bulk-priority").getByRole("button", { name: "Urgent" }).click();
    await expect(page.locator(`#row-${b}`).getByRole("img", { name: "Urgent" })).toBeVisible();
    await expect(bar(page)).toBeHidden();
    await expect(page.locator(`#row-${b}`)).toBeFocused();
  });
});

test("cards on the board are selected and changed together", async ({ page, server }) => {
  const [a, b, c] = [await server.issue("a"), await server.issue("b"), await server.issue("c")];
  await page.goto("/");
  await hydrated(page);
  const bar = page.getByRole("form", { name: "Change selected issues" });
  const card = (id: number) => page.locator(`#card-${id}`);
  await page.locator(`#card-${a} .card-title`).click({ modifiers: ["ControlOrMeta"] });
  await expect(card(a)).toHaveClass(/card-selected/);
  await expect(bar).toContainText("1 selected");
  await page.locator(`#card-${c} .card-title`).click({ modifiers: ["Shift"] });
  await expect(bar).toContainText("3 selected");
  await page.locator(`#card-${b} .card-title`).focus();
  await page.keyboard.press("x");
  await expect(card(b)).not.toHaveClass(/card-selected/);
  await page.keyboard.press("s");
  await page.locator("#bulk-status").getByRole("button", { name: "Todo" }).click();
  await expect(page.locator(".toast")).toContainText("2 issues moved to Todo");
  await expect(page.locator("#lane-todo .card")).toHaveCount(2);
  await expect(page.locator("#lane-backlog .card")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.locator(".toast")).toContainText("2 issues restored");
  await expect(page.locator("#lane-backlog .card .card-title")).toHaveText(["a", "b", "c"]);
});

test.describe("live", () => {
  test("a change shows in place, and focus stays", async ({ page, server }) => {
    const first = await server.issue("First");
    const second = await server.issue("Second");
    await page.goto("/issues");
    await hydrated(page);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await expect(page.locator(`#row-${first}`)).toBeFocused();
    await server.api("PATCH", `/issues/${first}`, { title: "First, renamed" });
    await expect(titles(page)).toHaveText(["Second", "First, renamed"]);
    await expect(page.locator(`#row-${first}`)).toBeFocused();
    await server.issue("Third");
    await expect(titles(page)).toHaveText(["Third", "Second", "First, renamed"]);
    await expect(page.locator(`#row-${first}`)).toBeFocused();
    await server.api("POST", `/issues/${first}/close`);
    await expect(titles(page)).toHaveText(["Third", "Second"]);
    await expect(page.locator(`#row-${second}`)).toBeFocused();
    await server.api("DELETE", `/issues/${second}`);
    await expect(titles(page)).toHaveText(["Third"]);
  });

  test("the reader's place does not move when something comes above", async ({ page, server }) => {
    for (let n = 1; n <= 60; n++) await server.issue(`Issue ${n}`);
    await page.goto("/issues");
    await hydrated(page);
    const row = page.locator("#row-30");
    await row.scrollIntoViewIfNeeded();
    await page.locator("#list").evaluate((list) => list.scrollBy(0, 200));
    const before = (await row.boundingBox())?.y ?? 0;
    await server.issue("New");
    await expect(titles(page).first()).toHaveText("New");
    await expect.poll(async () => Math.abs(((await row.boundingBox())?.y ?? 0) - before)).toBeLessThan(2);
  });

  test("after the server was away the list catches up", async ({ page, server }) => {
    await server.issue("Before");
    await page.goto("/issues");
    await hydrated(page);
    await server.kill();
    await expect(page.locator("#menu .live")).not.toHaveText("Live");
    await server.restart();
    await server.issue("After");
    await hydrated(page);
    await expect(titles(page)).toHaveText(["After", "Before"]);
  });
});

test.describe("keyboard", () => {
  test("J, K and O", async ({ page, server }) => {
    const one = await server.issue("One");
    const two = await server.issue("Two");
    await page.goto("/issues");
    await hydrated(page);
    await page.keyboard.press("j");
    await expect(page.locator(`#row-${two}`)).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(page.locator(`#row-${one}`)).toBeFocused();
    await page.keyboard.press("k");
    await expect(page.locator(`#row-${two}`)).toBeFocused();
    await page.keyboard.press("o");
    await expect(page).toHaveURL(new RegExp(`/issues/${two}$`));
    await page.goBack();
    await expect(page.locator(`#row-${two}`)).toBeFocused();
    await page.keyboard.press("j");
    await expect(page.locator(`#row-${one}`)).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/issues/${one}$`));
  });

  test("sequences, and what is pending", async ({ page }) => {
    await page.goto("/issues");
    await hydrated(page);
    await page.keyboard.press("g");
    await expect(page.locator(".hint")).toContainText("Go to Board");
    await page.keyboard.press("b");
    await expect(page).toHaveURL(/\/$/);
    await expect(page.locator(".hint")).toHaveCount(0);
    await page.keyboard.press("g");
    await page.keyboard.press("Escape");
    await page.keyboard.press("i");
    await expect(page).toHaveURL(/\/$/);
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await expect(page).toHaveURL(/\/issues$/);
  });

  test("the sheet lists them, and turns single keys off for good", async ({ page }) => {
    await page.goto("/issues");
    await hydrated(page);
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await expect(sheet).toBeVisible();
    await expect(sheet).toContainText("Next issue");
    await expect(sheet).toContainText("Go to Board");
    await sheet.getByRole("checkbox").uncheck();
    await page.keyboard.press("Escape");
    await expect(sheet).toBeHidden();
    for (const key of ["g", "b", "c", "?"]) await page.keyboard.press(key);
    await expect(page).toHaveURL(/\/issues$/);
    await expect(page.locator("dialog[open]")).toHaveCount(0);
    await page.reload();
    await hydrated(page);
    await page.keyboard.press("?");
    await expect(sheet).toBeHidden();
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await sheet.getByRole("checkbox").check();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(sheet).toBeVisible();
  });

  test("letters typed into a field do nothing else, nor do those with a modifier", async ({ page }) => {
    await page.goto("/issues");
    await hydrated(page);
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox")).toBeFocused();
    await page.keyboard.type("gbc?");
    await expect(page.getByRole("searchbox")).toHaveValue("gbc?");
    await expect(page).toHaveURL(/\/issues/);
    await page.getByRole("heading", { name: "Issues", exact: true }).click();
    await page.keyboard.press("Alt+c");
    await expect(page.locator("dialog[open]")).toHaveCount(0);
  });

  test("C opens the form for a new issue", async ({ page }) => {
    await page.goto("/issues");
    await hydrated(page);
    await page.keyboard.press("c");
    await expect(page.getByRole("dialog")).toBeVisible();
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("filters, search and pages are links and a form", async ({ page, server }) => {
    for (let n = 1; n <= 60; n++) await server.issue({ title: `Issue ${n}`, labels: n % 2 ? ["odd"] : [] });
    await page.goto("/issues");
    await expect(titles(page)).toHaveCount(50);
    await expect(page.locator(".filters")).toContainText("60 issues");
    await page.getByRole("link", { name: "Next" }).click();
    await expect(titles(page)).toHaveCount(10);
    await page.getByRole("link", { name: "First" }).click();
    await expect(titles(page)).toHaveCount(50);
    await page.getByRole("button", { name: "label" }).click();
    await page.locator("#filter-label").getByRole("link", { name: "odd" }).click();
    await expect(titles(page)).toHaveCount(30);
    await page.getByRole("searchbox").fill("59");
    await page.getByRole("searchbox").press("Enter");
    await expect(page).toHaveURL(/q=59/);
    await expect(page).toHaveURL(/label=odd/);
    await expect(titles(page)).toHaveText(["Issue 59"]);
    await page.getByRole("link", { name: "Remove filter Label: odd" }).click();
    await expect(titles(page)).toHaveText(["Issue 59"]);
    await page.locator("[popovertarget=sort]").click();
    await page.locator("#sort").getByRole("link", { name: "Oldest first" }).click();
    await expect(page).toHaveURL(/sort=id/);
  });

  test("boxes, menus and buttons change several at once", async ({ page, server }) => {
    const [a, b, c] = [await server.issue("a"), await server.issue("b"), await server.issue("c")];
    await page.goto("/issues");
    const bar = page.getByRole("form", { name: "Change selected issues" });
    await expect(bar).toBeHidden();
    for (const id of [a, b]) await page.getByRole("checkbox", { name: `Select #${id}` }).check();
    await page.getByRole("checkbox", { name: `Select #${b}` }).press("Enter");
    await expect(page).toHaveURL(/\/issues$/);
    await bar.getByRole("button", { name: "Priority" }).click();
    await page.locator("#bulk-priority").getByRole("button", { name: "High" }).click();
    await expect(page.getByRole("img", { name: "High" })).toHaveCount(2);
    for (const id of [a, c]) await page.getByRole("checkbox", { name: `Select #${id}` }).check();
    await bar.getByRole("button", { name: "Archive" }).click();
    await expect(page.getByRole("alert")).toContainText("2 skipped");
    await page.getByRole("checkbox", { name: `Select #${c}` }).check();
    await bar.getByRole("button", { name: "Close" }).click();
    await expect(titles(page)).toHaveText(["b", "a"]);
  });

  test("no issues yet: what to do", async ({ page }) => {
    await page.goto("/issues");
    await expect(page.getByRole("heading", { name: "No issues yet" })).toBeVisible();
    await expect(page.locator("#list")).toContainText("crosslink import demo");
    await expect(page.locator("#list").getByRole("link", { name: "New" })).toHaveAttribute("href", "/issues/new");
  });
});

test("when the list cannot be read, one can try again", async ({ page, server }) => {
  await server.issue("Only one");
  await page.goto("/");
  await hydrated(page);
  await page.route("**/fn/load_list", (route) => route.abort());
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Issues" }).click();
  await expect(page.getByRole("alert")).toContainText("Can't reach the server");
  await page.unroute("**/fn/load_list");
  await page.getByRole("link", { name: "Retry" }).click();
  await expect(titles(page)).toHaveText(["Only one"]);
});
