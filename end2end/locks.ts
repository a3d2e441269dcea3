/** What the tests of locks have in common. */
import { type Locator, type Page, expect } from "@playwright/test";
import { type Server } from "./fixtures.js";

/** The row of a lock. */
export const lock = (page: Page, title: string): Locator => page.getByRole("row", { name: title });

/** The form that asks who takes a lock over. */
export const taker = (page: Page): Locator => page.locator(".menu:popover-open");

/** Who holds what, as the API says it. */
export async function holders(server: Server): Promise<Record<number, string>> {
  const locks = await server.api<{ issue_id: number; agent_id: string }[]>("GET", "/locks");
  return Object.fromEntries(locks.map(({ issue_id, agent_id }) => [issue_id, agent_id]));
}

/** Waits until everybody sees that nothing is locked. */
export async function free(...pages: Page[]): Promise<void> {
  for (const page of pages) await expect(page.getByRole("heading", { name: "No locks", exact: true })).toBeVisible();
}
