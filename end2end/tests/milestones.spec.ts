import { expect, hydrated, test, type Server } from "../fixtures.js";

const rows = (page: import("@playwright/test").Page) => page.locator(".milestone-row .row-title");

async function milestone(server: Server, name: string, issues: number[] = []): Promise<number> {
  const { id } = await server.api("POST", "/milestones", { name });
  for (const issue_id of issues) await server.api("POST", `/milestones/${id}/assign`, { issue_id });
  return id;
}

const milestoneOf = async (server: Server, issue: number) =>
  (await server.api<{ milestone: { name: string } | null }>("GET", `/issues/${issue}`)).milestone?.name ?? null;

test("nothing yet, then a first milestone", async ({ page }) => {
  await page.goto("/milestones");
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "No open milestones" })).toBeVisible();
  await page.getByRole("button", { name: "New milestone" }).click();
  await page.getByLabel("Name").fill("v1.0");
  await page.getByLabel("Description").fill("First **stable** release");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(/\/milestones\/1$/);
  await expect(page.locator("h2.title")).toHaveText("v1.0");
  await expect(page).toHaveTitle("v1.0 · Crosslink");
  await expect(page.locator(".prose strong")).toHaveText("stable");
  await expect(page.locator("#menu [aria-current=page]")).toHaveText("Milestones1 open");
});

test("the list by state, with progress, live", async ({ page, server }) => {
  const done = await server.issue({ title: "Done", closed: true });
  const todo = await server.issue("To do");
  await milestone(server, "v1", [done, todo]);
  const old = await milestone(server, "v0");
  await server.api("POST", `/milestones/${old}/close`);
  await page.goto("/milestones");
  await hydrated(page);
  await expect(rows(page)).toHaveText(["v1"]);
  await expect(page.locator(".milestone-row .milestone-count")).toHaveText(["1/2", "50%"]);
  await server.api("POST", `/issues/${todo}/close`);
  await expect(page.locator(".milestone-row .milestone-count")).toHaveText(["2/2", "100%"]);
  await milestone(server, "v2");
  await expect(rows(page)).toHaveText(["v2", "v1"]);
  await page.getByRole("link", { name: "Closed" }).click();
  await expect(page).toHaveURL(/status=closed/);
  await expect(rows(page)).toHaveText(["v0"]);
  await page.getByRole("link", { name: "All", exact: true }).click();
  await expect(rows(page)).toHaveCount(3);
});

test("an issue is dragged onto a milestone", async ({ page, server }) => {
  const issue = await server.issue("Drag me");
  await milestone(server, "v1");
  await page.goto("/milestones");
  await hydrated(page);
  const row = page.getByRole("link", { name: /Drag me/ });
  const target = page.locator("li[data-milestone='1']");
  await row.hover();
  await page.mouse.down();
  const box = (await target.boundingBox())!;
  await page.mouse.move(box.x + 40, box.y + 10, { steps: 8 });
  await expect(target).toHaveClass(/drop-here/);
  await expect(page.locator(".drag-ghost")).toContainText("Drag me");
  await page.mouse.up();
  await expect(row).toHaveCount(0);
  await expect(page).toHaveURL(/\/milestones$/);
  // The row is gone before the server has answered.
  await expect.poll(() => milestoneOf(server, issue)).toBe("v1");
  await expect(page.locator("li[data-milestone='1'] .milestone-count")).toHaveText(["0/1", "0%"]);
  await expect(page.locator(".drag-ghost")).toHaveCount(0);
});

test("Escape takes a drag back, and the row is still a link", async ({ page, server }) => {
  const issue = await server.issue("Stays");
  await milestone(server, "v1");
  await page.goto("/milestones");
  await hydrated(page);
  const row = page.getByRole("link", { name: /Stays/ });
  await row.hover();
  await page.mouse.down();
  const box = (await page.locator("li[data-milestone='1']").boundingBox())!;
  await page.mouse.move(box.x + 40, box.y + 10, { steps: 8 });
  await page.keyboard.press("Escape");
  await expect(page.locator(".drop-here")).toHaveCount(0);
  await page.mouse.up();
  expect(await milestoneOf(server, issue)).toBe(null);
  await row.click();
  await expect(page).toHaveURL(new RegExp(`/issues/${issue}$`));
});

test("by its menu, with the keyboard, to another milestone and to none", async ({ page, server }) => {
  const issue = await server.issue("Send me");
  await milestone(server, "v1", [issue]);
  await milestone(server, "v2");
  await page.goto("/milestones/1");
  await hydrated(page);
  await page.getByRole("button", { name: `Milestone of #${issue}` }).focus();
  await page.keyboard.press("Enter");
  await page.locator("#assign-menu").getByRole("button", { name: "v2" }).press("Enter");
  await expect(page.getByText("No issues yet")).toBeVisible();
  await expect.poll(() => milestoneOf(server, issue)).toBe("v2");
  await page.goto("/milestones/2");
  await hydrated(page);
  await page.getByRole("button", { name: `Milestone of #${issue}` }).click();
  await page.locator("#assign-menu").getByRole("button", { name: "No milestone" }).click();
  await expect(page.getByText("No issues yet")).toBeVisible();
  await expect.poll(() => milestoneOf(server, issue)).toBe(null);
});

test("one milestone: burn-up, issues by state, add, refuse, close, reopen, edit", async ({ page, server }) => {
  const done = await server.issue({ title: "Is done", closed: true });
  await server.issue("To come");
  await milestone(server, "v1", [done]);
  await page.goto("/milestones/1");
  await hydrated(page);
  await expect(page.getByRole("img", { name: /1 of 1 issues are done/ })).toBeVisible();
  await page.getByRole("button", { name: "Add issues…" }).click();
  await page.getByRole("combobox", { name: "Add issues" }).fill("999");
  await expect(page.locator("#add-issues")).toContainText("No matches");
  await page.getByRole("combobox", { name: "Add issues" }).fill("to come");
  await page.getByRole("option", { name: /To come/ }).click();
  await expect(page.locator("section[aria-label=Backlog] .row-title")).toHaveText("To come");
  await expect(page.locator("section[aria-label=Done] .row-title")).toHaveText("Is done");
  await expect(page.getByRole("option", { name: /To come/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("img", { name: /1 of 2 issues are done/ })).toBeVisible();
  await page.getByRole("button", { name: "Close milestone" }).click();
  await expect(page.getByRole("button", { name: "Reopen milestone" })).toBeVisible();
  await expect.poll(async () => (await server.api<{ status: string }>("GET", "/milestones/1")).status).toBe("closed");
  await page.getByRole("button", { name: "Reopen milestone" }).click();
  await expect(page.getByRole("button", { name: "Close milestone" })).toBeVisible();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Name").fill("v1.1");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("h2.title")).toHaveText("v1.1");
  await server.api("PATCH", "/milestones/1", { name: "renamed elsewhere" });
  await expect(page.locator("h2.title")).toHaveText("renamed elsewhere");
});

test("a rename by somebody else leaves an open form alone", async ({ page, server }) => {
  await milestone(server, "v1");
  await page.goto("/milestones/1");
  await hydrated(page);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Name").fill("typed here");
  await server.api("PATCH", "/milestones/1", { name: "renamed elsewhere" });
  await expect(page.locator("h2.title")).toHaveText("renamed elsewhere");
  await expect(page.locator("#edit-milestone")).toContainText("Someone renamed this to “renamed elsewhere”. Saving will overwrite it.");
  await expect(page.getByLabel("Name")).toHaveValue("typed here");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Edit" }).click();
  await expect(page.getByLabel("Name")).toHaveValue("renamed elsewhere");
});

test("a description is saved without taking back a rename by someone else", async ({ page, server }) => {
  await milestone(server, "v1");
  await page.goto("/milestones/1");
  await hydrated(page);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Description").fill("typed here");
  await server.api("PATCH", "/milestones/1", { name: "renamed elsewhere" });
  // A field that nobody typed into follows.
  await expect(page.getByLabel("Name")).toHaveValue("renamed elsewhere");
  await expect(page.locator("#edit-milestone")).not.toContainText("overwrite");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".prose")).toHaveText("typed here");
  expect(await server.api("GET", "/milestones/1")).toMatchObject({ name: "renamed elsewhere", description: "typed here" });
});

test("a milestone is deleted after a question, and its issues stay", async ({ page, server }) => {
  const issue = await server.issue("Stays");
  await milestone(server, "v1", [issue]);
  await page.goto("/milestones/1");
  await hydrated(page);
  const another = await page.context().newPage();
  await another.goto(`${server.url}/milestones/1`);
  await hydrated(another);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Delete milestone…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete milestone?" });
  await expect(dialog).toContainText("Its issue is kept, without a milestone.");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/milestones$/);
  await expect(page.getByRole("link", { name: /Stays/ })).toBeVisible();
  await expect(another.getByRole("alert")).toContainText("Milestone #1 was deleted.");
  expect(await milestoneOf(server, issue)).toBe(null);
  await page.goto(`/issues/${issue}`);
  await expect(page.locator(".timeline")).toContainText("took this out of milestone #1");
});

test("what does not exist", async ({ page }) => {
  for (const path of ["/milestones/9", "/milestones/x"]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a description is saved without taking back a rename by someone else", async ({ page, server }) => {
    await milestone(server, "v1");
    await page.goto("/milestones/1");
    await page.getByRole("button", { name: "Edit" }).click();
    await page.getByLabel("Description").fill("typed here");
    await server.api("PATCH", "/milestones/1", { name: "renamed elsewhere" });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.locator("h2.title")).toHaveText("renamed elsewhere");
    await expect(page.locator(".prose")).toHaveText("typed here");
  });

  test("create, add, close, delete", async ({ page, server }) => {
    const issue = await server.issue("Plain");
    await page.goto("/milestones");
    await page.getByRole("button", { name: "New milestone" }).click();
    await page.getByLabel("Name").fill("By a form");
    await page.getByRole("button", { name: "Create" }).click();
    await expect(page).toHaveURL(/\/milestones\/1$/);
    const add = async (number: number) => {
      await page.getByRole("button", { name: "Add issues…" }).click();
      await page.getByRole("combobox", { name: "Add issues" }).fill(`${number}`);
      await page.keyboard.press("Enter");
    };
    await add(999);
    await expect(page.getByRole("alert")).toHaveText("Issue #999 does not exist");
    await add(issue);
    await expect(page.locator("section[aria-label=Backlog] .row-title")).toHaveText("Plain");
    await page.getByRole("button", { name: "Close milestone" }).click();
    await expect(page.getByRole("button", { name: "Reopen milestone" })).toBeVisible();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("button", { name: "Delete milestone…" }).click();
    await page.getByRole("dialog", { name: "Delete milestone?" }).getByRole("button", { name: "Delete" }).click();
    await expect(page).toHaveURL(/\/milestones$/);
    await expect(page.getByRole("heading", { name: "No open milestones" })).toBeVisible();
  });
});
