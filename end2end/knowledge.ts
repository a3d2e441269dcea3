/** What the tests of knowledge have in common. */
import { type Locator, type Page } from "@playwright/test";
import { type Server, hydrated } from "./fixtures.js";

/** Writes a page as an agent does. */
export async function write(server: Server, slug: string, content: string): Promise<void> {
  await server.api("POST", "/knowledge", { slug, title: `About ${slug}`, content });
}

/** Opens a page's editor. */
export async function edit(page: Page, slug: string): Promise<void> {
  await page.goto(`/knowledge/${slug}/edit`);
  await hydrated(page);
}

/** The field that a page's text is written in. */
export const content = (page: Page): Locator => page.getByRole("textbox", { name: "Content" });

/** The places of a page where two wrote. */
export const conflicts = (page: Page): Locator => page.getByRole("region", { name: "Conflicts" });

/** One of them, as "Conflict 1 of 2". */
export const conflict = (page: Page, name: string): Locator => conflicts(page).getByRole("group", { name, exact: true });

/** A page's text as it is read. */
export const prose = (page: Page): Locator => page.locator("article .prose");
