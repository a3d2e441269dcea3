/** Search over everything: the page, the palette, and both without a mouse. */
import type { Page } from "@playwright/test";
import { expect, hydrated, looking } from "../fixtures.js";

const test = looking(async (server) => {
  const first = await server.issue({ title: "The frobulator hums", description: "It hums at night" });
  const second = await server.issue({ title: "Something else", comments: [`A frobulator, too; see #${first}`] });
  await server.issue("修复登录超时问题");
  await server.api("POST", "/knowledge", { slug: "frob", title: "Frobulators", content: "How a frobulator hums" });
  return { first, second };
});

const hits = (page: Page) => page.locator("main .search-hit");
const options = (page: Page) => page.getByRole("dialog", { name: "Search" }).getByRole("option");

test.describe("without the wasm", () => {
  test.use({ javaScriptEnabled: false });

  test("the page is a form", async ({ page }) => {
    await page.goto("/search");
    await expect(page.getByRole("heading", { name: "Search everything" })).toBeVisible();
    await page.getByRole("searchbox").fill("frob");
    await page.getByRole("searchbox").press("Enter");
    await expect(page).toHaveURL(/\/search\?q=frob$/);
    await expect(page.locator("main").getByRole("heading", { level: 2 })).toHaveText(["Issues", "Comments", "Knowledge"]);
    await expect(hits(page)).toHaveCount(3);
    await expect(hits(page).first().locator("mark")).toHaveText(["frob"]);
    await expect(page.getByRole("searchbox")).toHaveValue("frob");
    await page.goto("/search?q=<script>&x=1");
    await expect(page.getByRole("heading", { name: "No results for “<script>”" })).toBeVisible();
    await page.goto(`/search?q=${"x".repeat(5_000)}`);
    await expect(page.getByRole("heading", { name: /^No results/ })).toBeVisible();
  });
});

test("the number comes first, parts of Chinese words are found, and no result is no error", async ({ page, world }) => {
  await page.goto(`/search?q=%23${world.first}`);
  await expect(hits(page).first()).toContainText("The frobulator hums");
  await expect(hits(page)).toHaveCount(2);
  await page.goto("/search?q=登录");
  await expect(hits(page).locator("mark")).toHaveText(["登录"]);
  await hydrated(page);
  await page.getByRole("searchbox").fill("nothing of the kind");
  await expect(page.getByRole("heading", { name: "No results for “nothing of the kind”" })).toBeVisible();
  await expect(page).toHaveTitle("nothing of the kind · Search · Crosslink");
});

test("the keyboard walks through the results", async ({ page, world }) => {
  await page.goto("/search");
  await hydrated(page);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("frob");
  await expect(hits(page)).toHaveCount(3);
  await page.keyboard.press("ArrowDown");
  await expect(hits(page).nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(hits(page).nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(hits(page).nth(0)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/issues/${world.first}`);
  await page.goBack();
  await expect(page).toHaveURL(/\/search\?q=frob$/);
  await expect(hits(page)).toHaveCount(3);
});

test("slash opens the palette where the page has no filter of its own", async ({ page, world }) => {
  await page.goto("/settings");
  await hydrated(page);
  await page.keyboard.press("/");
  const field = page.getByRole("combobox", { name: "Search everything" });
  await expect(field).toBeFocused();
  await page.keyboard.type("frob");
  await expect(options(page)).toHaveCount(3);
  await expect(options(page).nth(0)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(options(page).nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/issues/${world.second}#comment-1$`));
  await expect(page.getByRole("dialog", { name: "Search" })).toHaveCount(0);
  await page.keyboard.press("/");
  await expect(field).toBeFocused();
  await page.keyboard.type("no such thing");
  await expect(page.getByText("No results for “no such thing”")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=no%20such%20thing$/);
});

test("escape closes the palette and leaves the page as it was", async ({ page }) => {
  await page.goto("/settings");
  await hydrated(page);
  await page.keyboard.press("/");
  await expect(page.getByRole("dialog", { name: "Search" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Search" })).toHaveCount(0);
  await expect(page).toHaveURL(/\/settings$/);
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await expect(page).toHaveURL(/\/issues$/);
});
