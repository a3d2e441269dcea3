/** A part of the program that cannot be fetched: the page comes as a document. */
import type { Page } from "@playwright/test";
import { expect, hydrated, test } from "../fixtures.js";

/** Aborts requests for the program of the knowledge's pages, for as long as `broken` says so. */
async function breakKnowledge(page: Page, broken: () => boolean) {
  await page.route("**/knowledge.pack", (route) => (broken() ? route.abort() : route.continue()));
}

test("a build that is gone: the link loads the page", async ({ context, server }) => {
  // Not the fixture's page: what cannot be fetched is an error in the console.
  const page = await context.newPage();
  await server.api("POST", "/knowledge", { slug: "one", title: "The one page", content: "x" });
  await page.goto("/agents");
  await hydrated(page);
  let broken = true;
  await breakKnowledge(page, () => broken);
  page.on("request", (request) => {
    if (request.isNavigationRequest()) broken = false;
  });
  await page.locator("#menu").getByRole("link", { name: "Knowledge" }).click();
  await expect(page.getByRole("link", { name: "The one page" })).toBeVisible();
  await expect(page).toHaveURL(/\/knowledge$/);
  await hydrated(page);
});

test("a page that stays broken is a document", async ({ context, server }) => {
  // Not the fixture's page: what cannot be fetched is an error in the console.
  const page = await context.newPage();
  await server.api("POST", "/knowledge", { slug: "one", title: "The one page", content: "x" });
  await page.goto("/agents");
  await hydrated(page);
  await breakKnowledge(page, () => true);
  await page.locator("#menu").getByRole("link", { name: "Knowledge" }).click();
  await expect(page.getByRole("link", { name: "The one page" })).toBeVisible();
  await page.locator("#menu").getByRole("link", { name: "Agents" }).click();
  await expect(page).toHaveURL(/\/agents$/);
  await hydrated(page);
});

test("a document whose program cannot be fetched keeps what is typed into it", async ({ context, server }) => {
  // Not the fixture's page: what cannot be fetched is an error in the console.
  const page = await context.newPage();
  await page.route("**/dialogs.pack", (route) => route.abort());
  const failed = page.waitForEvent("console", (message) => message.type() === "warning");
  await page.goto("/issues/new");
  await page.getByLabel("Title").fill("All the same");
  await failed;
  // What the program would ask before it loaded the page again is answered by then.
  for (let n = 0; n < 3; n += 1) await page.evaluate(async () => (await fetch("/api/v1/health")).text());
  await expect(page.getByLabel("Title")).toHaveValue("All the same");
  await page.getByRole("main").getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByRole("heading", { name: "All the same" })).toBeVisible();
});

test("a document whose program cannot be fetched offers nothing that only the program serves", async ({ context, server }) => {
  // Not the fixture's page: what cannot be fetched is an error in the console.
  const page = await context.newPage();
  const issue = await server.issue("One");
  await page.route("**/*.pack", (route) => route.abort());
  const pages = { "/": `#card-${issue}`, "/issues": `#row-${issue}`, [`/issues/${issue}`]: "h1" };
  for (const [path, there] of Object.entries(pages)) {
    await page.goto(path);
    await expect(page.locator(there).first()).toBeVisible();
    await expect(page.locator("html[data-no-program]")).toHaveCount(1);
    await expect(page.locator(".only-script:visible")).toHaveCount(0);
  }
  await page.goto("/issues");
  await page.locator(`#row-${issue}`).click();
  await expect(page).toHaveURL(`/issues/${issue}`);
});

test("without a server the page that is there stays, and the other opens when it is back", async ({ context, server }) => {
  // Not the fixture's page: what cannot be fetched is an error in the console.
  const page = await context.newPage();
  await server.api("POST", "/knowledge", { slug: "one", title: "The one page", content: "x" });
  await page.goto("/agents");
  await hydrated(page);
  await server.kill();
  await page.locator("#menu").getByRole("link", { name: "Knowledge" }).click();
  await expect(page.locator(".toast")).toContainText("Can't reach the server");
  await expect(page.getByRole("main").getByRole("heading", { name: "Agents", exact: true })).toBeVisible();
  await server.restart();
  await expect(page.getByRole("link", { name: "The one page" })).toBeVisible({ timeout: 20_000 });
});

test("a key that is pressed before the page is taken over harms nothing", async ({ page, server }) => {
  await server.issue("One");
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/list.pack", async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest("**/list.pack");
  await page.goto("/issues");
  await asked;
  for (const key of ["?", "c", "/"]) await page.keyboard.press(key);
  release();
  await hydrated(page);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});

test("a dialog that cannot be fetched is the page that does the same", async ({ context, server }) => {
  // Not the fixture's page: what cannot be fetched is an error in the console.
  const page = await context.newPage();
  await server.issue("One");
  await page.route("**/dialogs.pack", (route) => route.abort());
  await page.goto("/issues");
  await hydrated(page);
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/issues\/new$/);
  await page.getByLabel("Title").fill("All the same");
  await page.getByRole("main").getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByRole("heading", { name: "All the same" })).toBeVisible();
});

test("two issues clicked while their program is on its way: the second opens", async ({ page, server }) => {
  const [one, two] = [await server.issue("The first"), await server.issue("The second")];
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/issue.pack", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/issues");
  await hydrated(page);
  const asked = page.waitForRequest("**/issue.pack");
  await page.locator(`main a[href^='/issues/${one}']`).first().click();
  await asked;
  await page.locator(`main a[href^='/issues/${two}']`).first().click();
  release();
  await expect(page).toHaveURL(new RegExp(`/issues/${two}$`));
  await expect(page.getByRole("heading", { name: "The second" })).toBeVisible();
});

test("a key that is pressed before the bar for several cards is there opens nothing once Escape has followed", async ({ page, server }) => {
  const [one] = [await server.issue("The first"), await server.issue("The second")];
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/dialogs.pack", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/");
  await hydrated(page);
  await page.locator(`#card-${one} a`).focus();
  for (const key of ["x", "p", "Escape", "x"]) await page.keyboard.press(key);
  release();
  await expect(page.getByText("1 selected")).toBeVisible();
  await expect(page.locator("form.bulk :popover-open")).toHaveCount(0);
  await page.keyboard.press("p");
  await expect(page.locator("form.bulk :popover-open")).toHaveCount(1);
});
