/** Knowledge on a phone: the text or its preview, and conflicts by touch. */
import { expect, test } from "../fixtures.js";
import { conflict, content, edit, prose, write } from "../knowledge.js";

test("the text or its preview, and a way out", async ({ page, server }) => {
  await write(server, "pocket", "# Before\n");
  await edit(page, "pocket");
  const show = page.getByRole("radiogroup", { name: "Show" });
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(content(page)).toBeVisible();
  await expect(preview).toBeHidden();
  await content(page).fill("# After\n");
  await show.getByText("Preview").tap();
  await expect(content(page)).toBeHidden();
  await expect(preview.locator("h1")).toHaveText("After");
  await expect(show.getByRole("radio", { name: "Preview" })).toBeChecked();
  await show.getByText("Write").tap();
  await expect(content(page)).toHaveValue("# After\n");
  await page.getByRole("link", { name: "Cancel" }).tap();
  await expect(prose(page)).toHaveText("Before");
});

test("a field that is missing is shown, whatever was looked at", async ({ page, server }) => {
  await write(server, "pocket", "text");
  await edit(page, "pocket");
  await page.getByRole("textbox", { name: "Title" }).fill("");
  await page.getByRole("radiogroup", { name: "Show" }).getByText("Preview").tap();
  await page.getByRole("button", { name: /^Save/ }).tap();
  await expect(page.getByRole("textbox", { name: "Title" })).toBeFocused();
});

test("so is a slug that is missing, which is folded away", async ({ page, server }) => {
  await write(server, "pocket", "text");
  await edit(page, "pocket");
  await page.getByText("Tags, sources and slug").tap();
  await page.getByLabel("Slug").fill("");
  await page.getByText("Tags, sources and slug").tap();
  await page.getByRole("radiogroup", { name: "Show" }).getByText("Preview").tap();
  await page.getByRole("button", { name: /^Save/ }).tap();
  await expect(page.getByLabel("Slug")).toBeFocused();
});

test("a conflict is settled by touch, one side above the other", async ({ page, server }) => {
  await write(server, "pocket", "one\n");
  await edit(page, "pocket");
  await content(page).fill("mine\n");
  await server.api("PATCH", "/knowledge/pocket", { content: "theirs\n" });
  await page.getByRole("button", { name: /^Save/ }).tap();
  const place = conflict(page, "Conflict 1 of 1");
  await expect(place).toBeInViewport();
  await expect(page.getByRole("radio", { name: "Conflicts" })).toBeChecked();
  const [theirs, mine] = [await place.locator(".conflict-side").first().boundingBox(), await place.locator(".conflict-side").last().boundingBox()];
  expect(mine!.y).toBeGreaterThanOrEqual(theirs!.y + theirs!.height);
  await expect(page.getByRole("button", { name: /^Save/ })).toBeDisabled();
  await expect(page.locator("#page-conflicts-left")).toContainText("Resolve 1 conflict to save.");
  await place.getByRole("button", { name: "Both" }).tap();
  await page.getByRole("button", { name: /^Save/ }).tap();
  await expect(prose(page)).toContainText("mine");
  expect(await server.api("GET", "/knowledge/pocket")).toMatchObject({ content: "theirs\n\nmine\n" });
});
