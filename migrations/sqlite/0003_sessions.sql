-- Sessions of work, the tokens they spend, and what the pages of milestones read.

-- Several of one agent may be open: the newest is the current one. No agent where nobody said who works.
create table sessions (
    id              integer primary key autoincrement,
    workspace_id    integer not null references workspaces (id) on delete cascade,
    agent_id        integer references agents (id) on delete set null,
    active_issue_id integer references issues (id) on delete set null,
    started_at      text not null,
    ended_at        text,
    last_action     text,
    handoff_notes   text
) strict;
create index sessions_of_workspace on sessions (workspace_id, id);
create index sessions_open on sessions (workspace_id, id) where ended_at is null;
-- Deleting an issue or an agent looks here.
create index sessions_issue on sessions (active_issue_id);
create index sessions_agent on sessions (agent_id);

-- What one request to a language model used, or several together. `cost_estimate` in dollars.
create table token_usage (
    id                    integer primary key autoincrement,
    workspace_id          integer not null references workspaces (id) on delete cascade,
    agent_id              integer not null references agents (id) on delete cascade,
    session_id            integer references sessions (id) on delete set null,
    model                 text not null,
    input_tokens          integer not null,
    output_tokens         integer not null,
    cache_read_tokens     integer,
    cache_creation_tokens integer,
    cost_estimate         real,
    at                    text not null
) strict;
create index token_usage_at on token_usage (workspace_id, at);
create index token_usage_agent on token_usage (agent_id, at);
create index token_usage_session on token_usage (session_id);

-- Which issues ever were in a milestone: its burn-up reads them.
create index activities_milestone on activities (issue_id) where action = 'milestone_changed';
