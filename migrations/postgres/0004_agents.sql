-- Agents at work: signs of life and locks.

-- What the last heartbeat said stands beside the name, so that lists and locks need not look for it. `status` is what was announced
-- last; what an agent is now follows from `last_heartbeat_at` and the clock, always.
alter table agents add column last_heartbeat_at text collate "C";
alter table agents add column active_issue_id bigint references issues (id) on delete set null;
alter table agents add column status text not null default 'unknown';

-- The last 288 heartbeats of each agent; the issue's number as the agent gave it, whatever became of the issue since.
create table heartbeats (
    agent_id        bigint not null references agents (id) on delete cascade,
    at              text collate "C" not null,
    active_issue_id bigint,
    primary key (agent_id, at)
);

-- One lock an issue: that the first claim wins is this table's primary key.
create table locks (
    issue_id     bigint primary key references issues (id) on delete cascade,
    workspace_id bigint not null references workspaces (id) on delete cascade,
    agent_id     bigint not null references agents (id) on delete cascade,
    branch       text,
    claimed_at   text collate "C" not null,
    signed_by    text
);
create index locks_agent on locks (agent_id);
create index locks_workspace on locks (workspace_id, claimed_at);
