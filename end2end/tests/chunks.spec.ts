/** A part of the program that cannot be fetched: the page comes as a document. */
import type { Page } from "@playwright/test";
import { type Server, expect, hydrated, test } from "../fixtures.js";

/** Aborts requests for what only the pages of the knowledge need, for as long as `broken` says so. */
async function breakKnowledge(page: Page, server: Server, broken: () => boolean) {
  const chunks = async (path: string) => {
    const links = (await fetch(server.url + path)).headers.get("link") ?? "";
    return [...links.matchAll(/<([^>]+\.wasm)>/g)].map((found) => found[1]!);
  };
  const others = await chunks("/agents");
  const own = (await chunks("/knowledge")).filter((chunk) => !others.includes(chunk));
  expect(own.length).toBeGreaterThan(0);
  for (const chunk of own) await page.route(`**${chunk}`, (route) => (broken() ? route.abort() : route.continue()));
}

test("a build that is gone: the link loads the page", async ({ context, server }) => {
  // Not the fixture's page: what cannot be fetched is an error in the console.
  const page = await context.newPage();
  await server.api("POST", "/knowledge", { slug: "one", title: "The one page", content: "x" });
  await page.goto("/agents");
  await hydrated(page);
  let broken = true;
  await breakKnowledge(page, server, () => broken);
  page.on("request", (request) => {
    if (request.isNavigationRequest()) broken = false;
  });
  await page.locator("#menu").getByRole("link", { name: "Knowledge" }).click();
  await expect(page.getByRole("link", { name: "The one page" })).toBeVisible();
  await expect(page).toHaveURL(/\/knowledge$/);
  await hydrated(page);
});

test("a page that stays broken is a document, and is told of the second time", async ({ context, server }) => {
  // Not the fixture's page: what cannot be fetched is an error in the console.
  const page = await context.newPage();
  await server.api("POST", "/knowledge", { slug: "one", title: "The one page", content: "x" });
  await page.goto("/agents");
  await hydrated(page);
  await breakKnowledge(page, server, () => true);
  await page.locator("#menu").getByRole("link", { name: "Knowledge" }).click();
  await expect(page.getByRole("link", { name: "The one page" })).toBeVisible();
  await page.locator("#menu").getByRole("link", { name: "Agents" }).click();
  await expect(page).toHaveURL(/\/agents$/);
  await hydrated(page);
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
