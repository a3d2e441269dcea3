/**
 * A program of its own for each test: the release binary on a free port with a fresh database in a temporary folder, filled over
 * REST. Import `test` and `expect` from here. `page.goto("/issues")` goes to the test's own program.
 */
import { test as base, type BrowserContext, type Page } from "@playwright/test";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const BINARY = process.env.CROSSLINK_BIN ?? "../target/release/crosslink";

/** An issue as REST takes it, with what hangs on it. */
export type Seed = {
  title: string;
  description?: string;
  priority?: "low" | "medium" | "high" | "critical";
  parent_id?: number;
  labels?: string[];
  blockers?: number[];
  comments?: string[];
  closed?: boolean;
};

/** A running program. */
export class Server {
  private constructor(
    readonly url: string,
    readonly folder: string,
    private process: ChildProcess,
  ) {}

  /** Starts one. `source` is imported first: `demo`, or a path. */
  static async start(source?: string): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), "crosslink-e2e-"));
    const database = join(folder, "crosslink.db");
    if (source) execFileSync(BINARY, ["import", source, "--database", database], { cwd: folder, stdio: "ignore" });
    return Server.run(folder, "0");
  }

  private static async run(folder: string, port: string): Promise<Server> {
    const args = ["serve", "--port", port, "--no-import", "--database", join(folder, "crosslink.db")];
    const child = spawn(BINARY, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, RUST_LOG: "warn" } });
    const url = await announced(child);
    return new Server(url, folder, child);
  }

  /** One REST call; throws unless the answer is good. */
  async api<T = { id: number }>(method: string, path: string, body?: unknown): Promise<T> {
    const init: RequestInit = { method };
    if (body !== undefined) {
      init.headers = { "content-type": "application/json" };
      init.body = JSON.stringify(body);
    }
    const response = await fetch(`${this.url}/api/v1${path}`, init);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Creates an issue with all that is asked for, and gives its id. */
  async issue(seed: Seed | string): Promise<number> {
    const { labels, blockers, comments, closed, ...fields } = typeof seed === "string" ? ({ title: seed } as Seed) : seed;
    const { id } = await this.api("POST", "/issues", fields);
    for (const label of labels ?? []) await this.api("POST", `/issues/${id}/labels`, { label });
    for (const blocker_id of blockers ?? []) await this.api("POST", `/issues/${id}/block`, { blocker_id });
    for (const content of comments ?? []) await this.api("POST", `/issues/${id}/comments`, { content });
    if (closed) await this.api("POST", `/issues/${id}/close`);
    return id;
  }

  /** Ends the program, as a lost connection or a restart does; the data stays. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGTERM");
    await ended;
  }

  /** Starts it again at the same address with the same data. */
  async restart(): Promise<void> {
    const again = await Server.run(this.folder, new URL(this.url).port);
    this.process = again.process;
  }

  /** Ends it and forgets its data. */
  async stop(): Promise<void> {
    if (this.process.exitCode === null) await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The address that the program prints when it is ready. */
function announced(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const read = (line: string) => {
      said += `${line}\n`;
      const url = /http:\/\/[^\s]+:\d+/.exec(line)?.[0];
      if (url) resolve(url);
    };
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on("line", read);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`crosslink ended with ${code}:\n${said}`)));
  });
}

type Fixtures = {
  /** What the test's program imports before it starts; nothing by default. */
  source: string | undefined;
  server: Server;
  /** Opens a page of the same program in a second browser, which knows nothing of the first. */
  second: (path: string) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  source: [undefined, { option: true }],
  server: async ({ source }, use) => {
    const server = await Server.start(source);
    await use(server);
    await server.stop();
  },
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
  second: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (path) => {
      const context = await browser.newContext({ baseURL: server.url });
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(path);
      await hydrated(page);
      return page;
    });
    for (const context of contexts) await context.close();
  },
  // Nothing may go wrong unnoticed: an error in the console fails the test.
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !/Failed to load resource|WebSocket connection/.test(message.text())) errors.push(message.text());
    });
    await use(page);
    expect(errors, "errors in the browser's console").toEqual([]);
  },
});

export const expect = test.expect;

/**
 * One program for all tests of a file that only look: it starts with the first of them and is filled once. What `fill` made known
 * is the fixture `world`. Call it at the top of the file.
 */
export function looking<World>(fill: (server: Server) => Promise<World>, source?: string) {
  let started: { server: Server; world: World } | undefined;
  async function shared() {
    if (started) return started;
    const server = await Server.start(source);
    try {
      return (started = { server, world: await fill(server) });
    } catch (error) {
      await server.stop();
      throw error;
    }
  }
  const look = test.extend<{ world: World }>({
    // Its own time: the first test should not pay for all.
    server: [async ({}, use) => use((await shared()).server), { scope: "test", timeout: 60_000 }],
    world: async ({}, use) => use((await shared()).world),
  });
  look.afterAll(() => started?.server.stop());
  return look;
}

/** Waits until the wasm has taken over: the live pill says so. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator("#menu .live")).toHaveText("Live", { timeout: 15_000 });
}
