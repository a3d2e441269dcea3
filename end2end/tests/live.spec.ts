import { expect, hydrated, test } from "../fixtures.js";

const pill = "#menu .live";

test("the pill says what is the matter, and what was missed is shown after the server is back", async ({ page, server }) => {
  const id = await server.issue("Before");
  await page.goto(`/issues/${id}`);
  await hydrated(page);
  await expect(page.locator(pill)).toHaveClass(/live-on/);
  await page.locator("textarea[name=content]").fill("still typing");

  await server.kill();
  await expect(page.locator(pill)).toHaveText("Reconnecting…");
  await expect(page.locator(pill)).toHaveClass(/live-delayed/);
  await page.context().setOffline(true);
  await server.restart();
  // Nobody of this page is listening yet.
  await server.api("PATCH", `/issues/${id}`, { title: "After" });
  await server.api("POST", `/issues/${id}/comments`, { content: "missed" });
  await expect(page.locator("h2.title")).toHaveText("Before");
  await expect(page.locator(pill)).toHaveText("Offline", { timeout: 15_000 });
  await expect(page.locator(pill)).toHaveClass(/live-off/);

  await page.context().setOffline(false);
  await expect(page.locator(pill)).toHaveText("Live", { timeout: 15_000 });
  await expect(page.locator("h2.title")).toHaveText("After");
  await expect(page.locator(".comment")).toHaveText(/missed/);
  await expect(page.locator("textarea[name=content]")).toHaveValue("still typing");
});

test("what is written while nobody is connected comes with the next connection", async ({ page, server }) => {
  const blocker = await server.issue("Blocker");
  const id = await server.issue({ title: "Waits", blockers: [blocker] });
  await page.goto(`/issues/${id}`);
  await hydrated(page);
  await server.kill();
  await expect(page.locator(pill)).not.toHaveText("Live");
  await server.restart();
  await server.api("POST", `/issues/${blocker}/close`);
  await expect(page.locator(pill)).toHaveText("Live", { timeout: 15_000 });
  await expect(page.locator(".rows .row").getByRole("img", { name: "Done" })).toBeVisible();
});

test("typing and focus are left alone when others write", async ({ page, server }) => {
  const id = await server.issue({ title: "Busy place", description: "text" });
  for (let n = 0; n < 30; n++) await server.api("POST", `/issues/${id}/comments`, { content: `Comment ${n}` });
  await page.goto(`/issues/${id}`);
  await hydrated(page);
  const box = page.locator("textarea[name=content]");
  await box.click();
  await page.keyboard.type("half a ");
  const before = await page.locator(".issue").evaluate((element) => element.scrollTop);
  await server.api("PATCH", `/issues/${id}`, { title: "Renamed", description: "other text" });
  await server.api("POST", `/issues/${id}/labels`, { label: "bug" });
  await expect(page.locator("h2.title")).toHaveText("Renamed");
  await page.keyboard.type("sentence");
  await expect(box).toBeFocused();
  await expect(box).toHaveValue("half a sentence");
  expect(await page.locator(".issue").evaluate((element) => element.scrollTop)).toBe(before);
});
