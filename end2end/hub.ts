/** A hub: a bare git repository that the program's folder has as its origin. What hubs know of other days comes from here. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Server } from "./fixtures.js";

function git(cwd: string, ...args: string[]): string {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  return execFileSync("git", [...who, ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

export class Hub {
  private constructor(private folder: string) {}

  /** Makes one that holds these files, each a JSON document, and tells the program's folder of it. */
  static of(server: Server, files: Record<string, unknown> = {}): Hub {
    const folder = mkdtempSync(join(tmpdir(), "crosslink-hub-"));
    const work = join(folder, "work");
    for (const [path, content] of Object.entries({ "meta/version.json": { layout_version: 2 }, ...files })) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), JSON.stringify(content));
    }
    git(folder, "init", "--quiet", "--bare", "hub.git");
    git(work, "init", "--quiet", "-b", "crosslink/hub");
    git(work, "add", ".");
    git(work, "commit", "--quiet", "-m", "Begin");
    git(work, "push", "--quiet", join(folder, "hub.git"), "crosslink/hub");
    git(server.folder, "init", "--quiet");
    git(server.folder, "remote", "add", "origin", join(folder, "hub.git"));
    return new Hub(folder);
  }

  /** The paths of what it holds now. */
  files(): string {
    return git(join(this.folder, "hub.git"), "ls-tree", "-r", "--name-only", "crosslink/hub");
  }

  /** Forgets it. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A lock on an issue that only the hub knew, claimed a year ago by somebody who was never heard of since. */
export type Silent = { title: string; agent: string; branch?: string };

const LONG_AGO = "2025-01-01T00:00:00Z";
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/**
 * Fetches stale locks, and heartbeats of `lively` agents from the last hours, from a hub: no agent can say over HTTP that it was
 * silent for long. Gives the numbers that the issues have here.
 */
export async function fetchSilence(server: Server, silent: Silent[], lively: string[] = []): Promise<number[]> {
  const files: Record<string, unknown> = {};
  silent.forEach(({ title, agent, branch }, n) => {
    const issue = { uuid: uuid(n), display_id: 900 + n, title, status: "open", priority: "high", created_by: "ana" };
    files[`issues/${uuid(n)}/issue.json`] = { ...issue, created_at: LONG_AGO, updated_at: LONG_AGO };
    files[`locks/${900 + n}.json`] = { issue_id: 900 + n, agent_id: agent, branch, claimed_at: LONG_AGO };
  });
  lively.forEach((agent_id, n) => {
    for (let minutes = 2 + 9 * n; minutes < 170; minutes += 5 + 2 * n + (minutes % 3)) {
      files[`heartbeats/${agent_id}-${minutes}.json`] = { agent_id, last_heartbeat: ago(minutes), machine_id: "futura" };
    }
  });
  const hub = Hub.of(server, files);
  await server.api("POST", "/sync/fetch");
  hub.remove();
  const { items } = await server.api<{ items: { id: number; title: string }[] }>("GET", "/issues?status=all&limit=500");
  return silent.map(({ title }) => items.find((issue) => issue.title === title)?.id ?? 0);
}
