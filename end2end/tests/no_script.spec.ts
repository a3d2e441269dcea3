import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.js";

// Everything that matters works as plain forms: nothing of the wasm ever runs here.
test.use({ javaScriptEnabled: false });

const text = (page: Page) => page.locator("section[aria-label=Description] textarea");

test("create, and refused with what was typed", async ({ page, server }) => {
  await server.api("POST", "/milestones", { name: "v1" });
  await page.goto("/issues");
  await page.getByRole("link", { name: /^New/ }).first().click();
  await expect(page.getByRole("heading", { name: "New issue" })).toBeVisible();
  await page.getByLabel("Title").fill("Made by a form & kept");
  await page.getByLabel("Description").fill("First line\n\n**bold** #1");
  await page.getByLabel("Priority").selectOption("High");
  await page.getByRole("combobox", { name: "Milestone" }).selectOption("v1");
  await page.getByRole("textbox", { name: "Labels" }).fill("bug, docs");
  await page.getByRole("textbox", { name: "Parent" }).fill("999");
  await page.getByRole("button", { name: /^Create/ }).click();
  await expect(page.locator("#new-parent-error")).toHaveText("Issue #999 does not exist");
  await expect(page.getByLabel("Title")).toHaveValue("Made by a form & kept");
  await expect(page.getByLabel("Description")).toHaveValue("First line\n\n**bold** #1");
  await expect(page.getByLabel("Priority")).toHaveValue("high");
  await expect(page.getByRole("textbox", { name: "Labels" })).toHaveValue("bug, docs");
  await expect(page.getByRole("combobox", { name: "Milestone" })).toHaveValue("1");
  await page.getByRole("textbox", { name: "Parent" }).fill("");
  await page.getByRole("button", { name: /^Create/ }).click();
  await expect(page).toHaveURL(/\/issues\/1$/);
  await expect(page.locator("h2.title")).toHaveText("Made by a form & kept");
  await expect(page.locator(".prose strong")).toHaveText("bold");
  await expect(page.locator("#milestone-button")).toContainText("v1");
  await expect(page.locator(".label-off")).toHaveText(["bug", "docs"]);
  const { total } = await server.api<{ total: number }>("GET", "/issues");
  expect(total).toBe(1);
});

test("a lane's own status is in the form", async ({ page }) => {
  await page.goto("/issues/new?status=review&parent=7");
  await expect(page.getByLabel("Status")).toHaveValue("review");
  await expect(page.getByRole("textbox", { name: "Parent" })).toHaveValue("7");
});

test("edit title and description", async ({ page, server }) => {
  const id = await server.issue({ title: "Old", description: "old text" });
  await page.goto(`/issues/${id}`);
  await page.locator("#issue-title").click();
  await page.getByLabel("Title", { exact: true }).fill("New");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.locator("h2.title")).toHaveText("New");
  await page.locator("#issue-description").click();
  await expect(text(page)).toHaveValue("old text");
  await text(page).fill("new\ntext");
  await page.getByRole("button", { name: /^Save/ }).last().click();
  await expect(page.locator("section[aria-label=Description] .prose")).toHaveText("new\ntext");
  const { description } = await server.api<{ description: string }>("GET", `/issues/${id}`);
  expect(description).toBe("new\ntext");
});

test("two who rename at once: both titles come back", async ({ page, server }) => {
  const id = await server.issue("Contested");
  await page.goto(`/issues/${id}`);
  await page.locator("#issue-title").click();
  await page.getByLabel("Title", { exact: true }).fill("Mine & more");
  await server.api("PATCH", `/issues/${id}`, { title: "Theirs" });
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByRole("alert")).toContainText("Someone else renamed this to Theirs");
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("Mine & more");
  await page.getByRole("button", { name: "Replace with mine" }).click();
  await expect(page.locator("h2.title")).toHaveText("Mine & more");
});

test("two who edit at once: both texts come back side by side", async ({ page, server }) => {
  const id = await server.issue({ title: "Contested", description: "one" });
  await page.goto(`/issues/${id}`);
  await page.locator("#issue-description").click();
  await text(page).fill("mine & more");
  await server.api("PATCH", `/issues/${id}`, { description: "theirs" });
  await page.getByRole("button", { name: /^Save/ }).last().click();
  await expect(page.getByRole("alert")).toContainText("Nothing was overwritten");
  await expect(page.locator("figure pre")).toContainText("theirs");
  await expect(text(page)).toHaveValue("mine & more");
  await page.getByRole("button", { name: "Replace with mine" }).click();
  await expect(page).toHaveURL(new RegExp(`/issues/${id}$`));
  await expect(page.locator("section[aria-label=Description] .prose")).toHaveText("mine & more");
});

test("comment; an intervention without a trigger is refused with the reason", async ({ page, server }) => {
  const id = await server.issue("Talked about");
  await page.goto(`/issues/${id}`);
  await page.getByLabel("Comment", { exact: true }).fill("A *decision*");
  await page.getByLabel("Kind").selectOption("decision");
  await page.getByRole("button", { name: /^Comment/ }).click();
  await expect(page.locator(".comment .kind-decision")).toBeVisible();
  await expect(page.locator(".comment em")).toHaveText("decision");
  await page.getByLabel("Comment", { exact: true }).fill("Stop");
  await page.getByLabel("Kind").selectOption("intervention");
  await page.getByRole("button", { name: /^Comment/ }).click();
  await expect(page.getByRole("alert").first()).toContainText("trigger_type is required");
  await page.getByLabel("Comment", { exact: true }).fill("Stop");
  await page.getByLabel("Kind").selectOption("intervention");
  await page.getByLabel("What made you step in?").fill("redirect");
  await page.getByRole("button", { name: /^Comment/ }).click();
  await expect(page.locator(".comment .kind-intervention")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("label, block, status, priority, milestone, parent", async ({ page, server }) => {
  const other = await server.issue({ title: "Another", labels: ["old"] });
  const id = await server.issue("Has properties");
  await page.goto(`/issues/${id}`);
  await page.locator("#labels-button").click();
  await page.getByRole("combobox", { name: "Labels" }).fill("fresh");
  await page.keyboard.press("Enter");
  await page.locator("#labels-button").click();
  await page.getByRole("option", { name: "old" }).click();
  await expect(page.locator(".label-off")).toHaveText(["fresh", "old"]);
  await page.getByRole("button", { name: "Remove label fresh" }).click();
  await expect(page.locator(".label-off")).toHaveText(["old"]);

  await page.locator("#blocker-add").click();
  await page.locator("#blocker-menu input[name=blocker]").fill(`#${other}`);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Blocked by" })).toBeVisible();
  await page.goto(`/issues/${other}`);
  await page.locator("#blocker-add").click();
  await page.locator("#blocker-menu input[name=blocker]").fill(`MAIN-${id}`);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("Adding this dependency would create a circular dependency chain");
  await page.goto(`/issues/${id}`);
  await page.getByRole("button", { name: `Remove blocker #${other}` }).click();
  await expect(page.getByRole("heading", { name: "Blocked by" })).toHaveCount(0);

  await page.locator("#status-button").click();
  await page.locator("#status-menu").getByRole("button", { name: "In progress", exact: true }).click();
  await expect(page.locator("#status-button")).toContainText("In progress");
  await page.locator("#priority-button").click();
  await page.locator("#priority-menu").getByRole("button", { name: "Low" }).click();
  await expect(page.locator("#priority-button")).toContainText("Low");
  await page.locator("#milestone-button").click();
  await page.getByRole("combobox", { name: "Milestone" }).fill("v1");
  await page.keyboard.press("Enter");
  await expect(page.locator("#milestone-button")).toContainText("v1");
  await page.getByRole("button", { name: "Choose parent" }).click();
  await page.locator("#parent-menu input[name=value]").fill(`${other}`);
  await page.keyboard.press("Enter");
  await expect(page.locator(".prop", { hasText: "Parent" })).toContainText("Another");
  await page.getByRole("button", { name: "Change parent" }).click();
  await page.getByRole("option", { name: "No parent" }).click();
  await expect(page.getByRole("button", { name: "Choose parent" })).toBeVisible();
  await page.locator("#subissue-add").click();
  await page.locator("#subissue-title").fill("A part");
  await page.keyboard.press("Enter");
  await expect(page.locator(".rows .row")).toContainText(["A part"]);
});

test("close, reopen, archive, delete", async ({ page, server }) => {
  const id = await server.issue("Comes and goes");
  await page.goto(`/issues/${id}`);
  await page.getByRole("button", { name: "Mark done" }).click();
  await expect(page.locator("#status-button")).toContainText("Done");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.locator(".prop", { hasText: "Archived" })).toBeVisible();
  await page.getByRole("button", { name: "Reopen" }).click();
  await expect(page.locator("#status-button")).toContainText("Backlog");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/issues$/);
});
