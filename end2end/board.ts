/** What the board's tests have in common. */
import { type Locator, type Page, expect } from "@playwright/test";
import { type Server, hydrated } from "./fixtures.js";

export type Status = "backlog" | "todo" | "in_progress" | "review" | "done" | "failed" | "cancelled";
export type Place = "top" | "bottom" | { after: number } | { before: number };

/** A lane's list. */
export const lane = (page: Page, status: Status): Locator => page.locator(`#lane-${status}`);

/** The ids of a lane's cards, from the top. */
export async function cards(page: Page, status: Status): Promise<number[]> {
  const ids = await lane(page, status)
    .locator("article.card")
    .evaluateAll((found) => found.map((card) => Number(card.id.slice("card-".length))));
  return ids;
}

/** Moves a card as the board does, for REST has no word for it. */
export async function move(server: Server, id: number, status: Status, place: Place): Promise<void> {
  const response = await fetch(`${server.url}/fn/move_issue`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ id, status, place, mutation: crypto.randomUUID() }),
  });
  if (!response.ok) throw new Error(`move #${id} to ${status}: ${response.status} ${await response.text()}`);
}

/** Fills lanes with titles, in order; gives the ids in the same order. */
export async function board(server: Server, lanes: Partial<Record<Status, string[]>>): Promise<number[]> {
  const ids: number[] = [];
  for (const [status, titles] of Object.entries(lanes) as [Status, string[]][]) {
    for (const title of titles) {
      const id = await server.issue(title);
      if (status !== "backlog") await move(server, id, status, "bottom");
      ids.push(id);
    }
  }
  return ids;
}

/** Waits until the wasm has taken over the board. */
export async function boardReady(page: Page): Promise<void> {
  await hydrated(page);
  await expect(page.locator(".lane-fold").first()).toBeVisible();
}
