/** Programs full of everything, for the tests that only look: every page of the site, and data that shows every part of it. */
import { type Server } from "./fixtures.js";
import { fetchSilence } from "./hub.js";

/** What pages of single things are about. */
export type World = { issue: number; milestone: number; agent: string; page: string };

/** Every page that a person can come to, by the name that its picture gets. */
export const PAGES: Record<string, (world: World) => string> = {
  board: () => "/",
  issues: () => "/issues",
  issue: ({ issue }) => `/issues/${issue}`,
  "issue-new": () => "/issues/new",
  milestones: () => "/milestones",
  milestone: ({ milestone }) => `/milestones/${milestone}`,
  knowledge: () => "/knowledge",
  "knowledge-found": () => "/knowledge?q=lock",
  page: ({ page }) => `/knowledge/${page}`,
  "page-edit": ({ page }) => `/knowledge/${page}/edit`,
  "page-history": ({ page }) => `/knowledge/${page}/history?from=1&to=2`,
  "page-new": () => "/knowledge-new",
  agents: () => "/agents",
  agent: ({ agent }) => `/agents/${agent}`,
  locks: () => "/locks",
  sessions: () => "/sessions",
  usage: () => "/usage",
  sync: () => "/sync",
  settings: () => "/settings",
  missing: () => "/nowhere",
};

/** Those that there are while nothing is there. */
export const EMPTY = ["board", "issues", "milestones", "knowledge", "knowledge-found", "agents", "locks", "sessions", "usage", "sync"];

/** Nothing at all. */
export const nothing = async (): Promise<World> => ({ issue: 1, milestone: 1, agent: "nobody", page: "none" });

/** One of everything in each of its states: on top of what was imported. */
export async function fill(server: Server): Promise<World> {
  const text = "It was **seen** on `main`, see #1.\n\n- [x] found\n- [ ] mended\n\n```rust\nfn claim() -> Lock { todo!() }\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |";
  const parent = await server.issue({ title: "The hub forgets what it was told", description: text, priority: "critical", labels: ["bug"] });
  const child = await server.issue({ title: "A part of it", priority: "low", parent_id: parent, labels: ["docs", "a", "b", "c", "d"] });
  await server.issue({ title: "Waits for the part", blockers: [child], priority: "high" });
  const done = await server.issue({ title: "Long since done", closed: true });
  const before = await server.issue({ title: "Has to be there first" });
  await server.api("POST", `/issues/${parent}/block`, { blocker_id: before });
  await server.api("POST", `/issues/${parent}/comments`, { content: "**Seen** on `main`, see #1" });
  await server.api("POST", `/issues/${parent}/comments`, { content: "First wins", kind: "decision" });
  await server.api("POST", `/issues/${parent}/comments`, { content: "Stop", kind: "intervention", trigger_type: "redirect" });

  const milestone = await server.api("POST", "/milestones", { name: "v1.0", description: "The **first** one that others use" });
  for (const issue_id of [parent, child, done]) await server.api("POST", `/milestones/${milestone.id}/assign`, { issue_id });
  const next = await server.api("POST", "/milestones", { name: "v2.0" });
  await server.api("POST", `/milestones/${next.id}/close`);

  const stale = { title: "Held by somebody who went away", agent: "worker-3", branch: "feature/left-behind" };
  await fetchSilence(server, [stale], ["worker-1", "worker-2"]);
  await server.api("POST", "/agents/worker-1/heartbeat", { active_issue_id: parent, machine_id: "futura", description: "Mends what is broken" });
  await server.api("POST", `/locks/${parent}/claim`, { agent_id: "worker-1", branch: "feature/hub-remembers" });
  await server.api("POST", `/locks/${child}/claim`, { agent_id: "worker-1" });
  await server.api("POST", `/locks/${before}/claim`, { agent_id: "worker-2", branch: "main" });

  await server.api("POST", "/sessions/start", { agent_id: "worker-1" });
  await server.api("POST", `/sessions/work/${child}`);
  await server.api("POST", "/sessions/end", { notes: "# All done\n\nExcept for #1, see `hub.rs`." });
  await server.api("POST", "/sessions/start", { agent_id: "worker-2" });
  await server.api("POST", `/sessions/work/${parent}`);
  await server.api("POST", "/sessions/action", { action: "Wrote the test that fails" });
  await server.api("POST", "/sessions/start", {});

  for (const [agent_id, model, input_tokens, cost_estimate] of [
    ["worker-1", "claude-opus-4", 1_240_000, 18.6],
    ["worker-1", "claude-haiku-4", 96_500, 0.0045],
    ["worker-2", "claude-opus-4", 7_100, undefined],
  ]) {
    await server.api("POST", "/usage", { agent_id, model, input_tokens, output_tokens: 300, cache_read_tokens: 48_000, cost_estimate });
  }

  await knowledge(server);
  return { issue: parent, milestone: milestone.id, agent: "worker-1", page: "lock-protocol" };
}

async function knowledge(server: Server): Promise<void> {
  const content =
    "# First wins\n\nAn agent that works on an issue claims its lock, see #1 and [[conventions]].\n\n## Why\n\nTwo of them began the same.\n\n" +
    "> Nothing is locked for ever.\n\n1. claim\n2. work\n3. release\n\n```rust\nfn claim(issue: IssueId) -> Result<Lock, Locked> {\n    store.claim(issue)\n}\n```\n\n" +
    "| Who | May |\n|---|---|\n| the holder | release |\n| anybody | steal, once it is stale |\n\n## When it is stale\n\nAfter [[nowhere|an hour]] without a heartbeat.\n";
  const sources = [{ url: "https://docs.rs/axum", title: "Axum docs", accessed_at: "2026-03-01" }];
  await server.api("POST", "/knowledge", { slug: "lock-protocol", title: "Lock protocol", content, tags: ["locks", "agents"], sources });
  await server.api("PATCH", "/knowledge/lock-protocol", { content: content.replace("an hour", "sixty minutes").replace("Two of them", "Two agents") });
  await server.api("POST", "/knowledge", { slug: "conventions", title: "Conventions", content: "How we work. See [[lock-protocol]].", tags: ["agents"] });
  await server.api("POST", "/knowledge", { slug: "empty", title: "To be written", content: "" });
}

/** A text of so many characters that breaks nowhere. */
export const unbroken = (length: number): string => "Unbreakable".repeat(Math.ceil(length / 11)).slice(0, length);

const WORDS = "A title without an end, ".repeat(22).slice(0, 511);
const URL = `https://example.com/${"a/path/that/never/breaks/".repeat(16)}`;

/** Everything as long, as many and as large as it may be. */
export async function overfill(server: Server): Promise<World> {
  const labels = ["a label of more than a few words, which nobody should write", unbroken(128), ...Array.from({ length: 12 }, (_, n) => `label-${n}`)];
  const blocker = await server.issue({ title: unbroken(512), labels, priority: "critical" });
  const wide = `${URL}\n\n| a | b |\n|---|---|\n| ${"cell ".repeat(80)} | ${URL} |\n\n    ${"code ".repeat(120)}\n\n# ${unbroken(200)}\n\n- ${unbroken(300)}`;
  const issue = await server.issue({ title: WORDS, description: wide, labels, blockers: [blocker], priority: "high", comments: [URL, `\`${URL}\``, unbroken(500)] });
  await server.issue({ title: unbroken(512), parent_id: issue, labels });
  await server.issue({ title: WORDS, parent_id: issue, closed: true });

  const name = unbroken(128);
  const { id: milestone } = await server.api("POST", "/milestones", { name, description: wide });
  await server.api("POST", "/milestones", { name: WORDS.slice(0, 128) });
  for (const issue_id of [issue, blocker]) await server.api("POST", `/milestones/${milestone}/assign`, { issue_id });

  const agent = "a".repeat(64);
  const branch = `feature/${unbroken(247)}`;
  const [stale] = await fetchSilence(server, [{ title: `Stale ${unbroken(500)}`, agent: "b".repeat(64), branch }], [agent]);
  await server.api("POST", `/agents/${agent}/heartbeat`, { active_issue_id: issue, machine_id: unbroken(128), description: unbroken(600) });
  await server.api("POST", `/locks/${issue}/claim`, { agent_id: agent, branch });
  await server.api("POST", `/locks/${blocker}/claim`, { agent_id: agent, branch });

  await server.api("POST", "/sessions/start", { agent_id: agent });
  await server.api("POST", `/sessions/work/${blocker}`);
  await server.api("POST", "/sessions/end", { notes: wide });
  await server.api("POST", "/sessions/start", { agent_id: agent });
  await server.api("POST", `/sessions/work/${stale}`);
  await server.api("POST", "/sessions/action", { action: unbroken(500) });

  const tokens = { input_tokens: 999_999_999_999, output_tokens: 999_999_999_999, cache_read_tokens: 999_999_999_999, cache_creation_tokens: 999_999_999_999 };
  for (const model of [unbroken(128), "claude-opus-4"]) await server.api("POST", "/usage", { agent_id: agent, model, ...tokens, cost_estimate: 999_999_999.99 });

  const slug = unbroken(200);
  const tags = [...Array.from({ length: 24 }, (_, n) => `tag-${n}`), unbroken(64), "t".repeat(64)];
  const sources = [{ url: URL, title: unbroken(300), accessed_at: "2026-03-01" }, { url: URL }];
  await server.api("POST", "/knowledge", { slug, title: unbroken(512), content: `${wide}\n\nlock ${unbroken(400)}`, tags, sources });
  await server.api("PATCH", `/knowledge/${slug}`, { content: `${wide}\n\nlock ${unbroken(600)}\n\nlinks to [[${slug}]]`, title: WORDS });
  return { issue, milestone, agent, page: slug };
}
