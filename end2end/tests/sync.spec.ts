import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, hydrated, test } from "../fixtures.js";

function git(cwd: string, ...args: string[]): string {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  return execFileSync("git", [...who, ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** A bare remote with an empty hub; the folder becomes a repository that has it as its origin. */
function hub(folder: string): string {
  const remote = mkdtempSync(join(tmpdir(), "crosslink-hub-"));
  const work = join(remote, "work");
  mkdirSync(join(work, "meta"), { recursive: true });
  git(remote, "init", "--quiet", "--bare", "hub.git");
  git(work, "init", "--quiet", "-b", "crosslink/hub");
  writeFileSync(join(work, "meta/version.json"), '{"layout_version": 2}');
  git(work, "add", ".");
  git(work, "commit", "--quiet", "-m", "Begin");
  git(work, "push", "--quiet", join(remote, "hub.git"), "crosslink/hub");
  git(folder, "init", "--quiet");
  git(folder, "remote", "add", "origin", join(remote, "hub.git"));
  return remote;
}

test("what waits is pushed, and the page says so", async ({ page, server }) => {
  const remote = hub(server.folder);
  await server.issue({ title: "Fix auth timeout", comments: ["Hello"] });
  await page.goto("/sync");
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "No hub was seen yet" })).toBeVisible();
  await expect(page.getByText("To push: 1 issue, 1 comment.")).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  await page.getByRole("button", { name: "Push" }).click();
  await expect(page.getByText("Everything here is on the hub.")).toBeVisible();
  await expect(page.getByText("Pushed 1 issue, 1 comment.").first()).toBeVisible();
  await page.getByRole("button", { name: "Fetch" }).click();
  await expect(page.getByText("Nothing new on the hub.").first()).toBeVisible();
  expect(git(join(remote, "hub.git"), "ls-tree", "-r", "--name-only", "crosslink/hub")).toContain("/issue.json");
  rmSync(remote, { recursive: true, force: true });
});

test("why nothing was fetched stays on the page", async ({ page }) => {
  await page.goto("/sync");
  await hydrated(page);
  await page.getByRole("button", { name: "Fetch" }).click();
  await expect(page.getByRole("alert")).toContainText("Hub not initialized");
});
