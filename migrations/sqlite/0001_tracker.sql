-- The tracker: issues and all that hangs on them.
--
-- The same tables under the same file name are in ../postgres. Only what `sqlx::Any` carries is used: integers, reals, text.
-- Instants are RFC 3339 text in UTC of one width, so that text order is time order. Flags are nullable instants or 0 and 1.

-- A workspace is the wall between tenants. `last_seq` counts its events without holes.
create table workspaces (
    id         integer primary key autoincrement,
    slug       text not null unique,
    name       text not null,
    last_seq   integer not null default 0,
    created_at text not null
) strict;

create table users (
    id         integer primary key autoincrement,
    name       text not null,
    email      text unique,
    created_at text not null
) strict;

create table memberships (
    workspace_id integer not null references workspaces (id) on delete cascade,
    user_id      integer not null references users (id) on delete cascade,
    role         text not null,
    created_at   text not null,
    primary key (workspace_id, user_id)
) strict, without rowid;

create table crews (
    id           integer primary key autoincrement,
    workspace_id integer not null references workspaces (id) on delete cascade,
    slug         text not null,
    name         text not null,
    issue_prefix text not null,
    created_at   text not null,
    unique (workspace_id, slug)
) strict;

-- One row an agent, whatever it is to whom: crew member, holder of locks, participant of the hub, author of imported issues.
create table agents (
    id           integer primary key autoincrement,
    workspace_id integer not null references workspaces (id) on delete cascade,
    crew_id      integer references crews (id) on delete set null,
    name         text not null,
    role         text not null default 'AGENT',
    machine      text,
    description  text,
    created_at   text not null,
    unique (workspace_id, name)
) strict;

create table milestones (
    id           integer primary key autoincrement,
    uuid         text not null,
    workspace_id integer not null references workspaces (id) on delete cascade,
    name         text not null,
    description  text,
    status       text not null default 'open',
    created_at   text not null,
    closed_at    text,
    unique (workspace_id, uuid)
) strict;

-- Where the next issue id comes from. A row and not a sequence: a number that a rolled-back create took is given out again,
-- and `#42` agrees with `MAIN-42`.
create table issue_ids (
    singleton integer primary key check (singleton = 1),
    last      integer not null
) strict;
insert into issue_ids (singleton, last) values (1, 0);

-- Where the next number under a prefix comes from. It outlives its crew, for identifiers are never given out twice.
create table issue_counters (
    workspace_id integer not null references workspaces (id) on delete cascade,
    prefix       text not null,
    last         integer not null,
    primary key (workspace_id, prefix)
) strict, without rowid;

-- The long text stands last: SQLite reads a row from its beginning, and lists do not want it.
create table issues (
    id             integer primary key,
    uuid           text not null,
    workspace_id   integer not null references workspaces (id) on delete cascade,
    crew_id        integer not null references crews (id),
    prefix         text not null,
    number         integer not null,
    identifier     text not null,
    external       text,                     -- what another tracker calls it, bd-0088
    title          text not null,
    status         text not null,
    priority       integer not null,         -- 0 none, 1 low, 2 medium, 3 high, 4 urgent
    assignee_type  text,
    assignee_id    integer,
    author_type    text,
    author_id      integer,
    authored_via   text,
    parent_id      integer references issues (id) on delete set null,
    project_id     integer,
    milestone_id   integer references milestones (id) on delete set null,
    routine_id     integer,
    estimate       integer,
    due_date       text,
    sort_order     real not null,
    version        integer not null default 1,
    created_at     text not null,
    updated_at     text not null,
    closed_at      text,
    archived_at    text,
    routine_inputs text,
    description    text,
    unique (workspace_id, uuid),
    unique (workspace_id, identifier),
    unique (workspace_id, prefix, number),
    check ((closed_at is not null) = (status in ('done', 'cancelled'))),
    check (archived_at is null or closed_at is not null)
) strict;

-- A lane of the board in its order; archived issues are not on the board.
create index issues_lane on issues (workspace_id, status, sort_order, created_at, id) where archived_at is null;
create index issues_open on issues (workspace_id, id) where closed_at is null;
create index issues_parent on issues (parent_id);
create index issues_milestone on issues (milestone_id);
-- One index for each order a list can have.
create index issues_by_id on issues (workspace_id, id);
create index issues_by_created on issues (workspace_id, created_at, id);
create index issues_by_updated on issues (workspace_id, updated_at, id);
create index issues_by_priority on issues (workspace_id, priority, id);
create index issues_by_title on issues (workspace_id, lower(title), id);

-- Ids of the dead, so that an import cannot give one to another issue.
create table deleted_issues (
    id           integer primary key,
    workspace_id integer not null,
    uuid         text not null,
    deleted_at   text not null
) strict;

create table labels (
    id           integer primary key autoincrement,
    workspace_id integer not null references workspaces (id) on delete cascade,
    name         text not null,
    color        text not null,
    label_group  text,
    created_at   text not null,
    unique (workspace_id, name)
) strict;

create table issue_labels (
    issue_id integer not null references issues (id) on delete cascade,
    label_id integer not null references labels (id) on delete cascade,
    primary key (issue_id, label_id)
) strict, without rowid;
create index issue_labels_label on issue_labels (label_id);

create table comments (
    id                     integer primary key autoincrement,
    uuid                   text not null,
    workspace_id           integer not null references workspaces (id) on delete cascade,
    issue_id               integer not null references issues (id) on delete cascade,
    author_type            text,
    author_id              integer,
    kind                   text not null,
    trigger_type           text,
    intervention_context   text,
    driver_key_fingerprint text,
    signed_by              text,
    signature              text,
    created_at             text not null,
    content                text not null,
    unique (workspace_id, uuid)
) strict;
create index comments_issue on comments (issue_id, created_at, id);

-- Edges between issues, read from the source: `source blocks target`. Blockers of both dialects are one graph.
create table relations (
    id           integer primary key autoincrement,
    workspace_id integer not null references workspaces (id) on delete cascade,
    source_id    integer not null references issues (id) on delete cascade,
    target_id    integer not null references issues (id) on delete cascade,
    kind         text not null,
    created_at   text not null,
    unique (source_id, target_id, kind)
) strict;
create index relations_source on relations (source_id, kind, target_id);
create index relations_target on relations (target_id, kind, source_id);

-- An issue's history. `details` is the whole action as JSON, its word in `action` included.
create table activities (
    id         integer primary key autoincrement,
    issue_id   integer not null references issues (id) on delete cascade,
    actor_type text not null,
    actor_id   integer not null,
    action     text not null,
    details    text not null,
    at         text not null
) strict;
create index activities_issue on activities (issue_id, id);

-- What was announced. `id` is the order of all commits, `seq` that of one workspace, without holes.
create table events (
    id           integer primary key autoincrement,
    workspace_id integer not null references workspaces (id) on delete cascade,
    seq          integer not null,
    at           text not null,
    mutation     text,
    payload      text not null,
    unique (workspace_id, seq)
) strict;

create table settings (
    workspace_id integer not null references workspaces (id) on delete cascade,
    key          text not null,
    value        text not null,
    updated_at   text not null,
    primary key (workspace_id, key)
) strict, without rowid;
