-- The hub: what was last seen there, against which both sides' changes are told.

-- An issue as the hub told it last: in its files, or in a checkpoint (`telling`). `version` is JSON, the model's. `row_version` is
-- the version of the issue here that says the same, so that a push looks only at what moved since; 0 where none does. Where a file
-- lies and in which layout, the branch itself says.
create table hub_issues (
    workspace_id integer not null references workspaces (id) on delete cascade,
    uuid         text not null,
    telling      text not null,
    version      text not null,
    row_version  integer not null default 0,
    primary key (workspace_id, uuid, telling)
) strict, without rowid;

-- Comments that the hub has. They never change, so their names are enough.
create table hub_comments (
    workspace_id integer not null references workspaces (id) on delete cascade,
    uuid         text not null,
    primary key (workspace_id, uuid)
) strict, without rowid;

-- Issues that the hub itself has deleted: one that comes back was put back by somebody, and is not to be deleted again.
create table hub_gone (
    workspace_id integer not null references workspaces (id) on delete cascade,
    uuid         text not null,
    primary key (workspace_id, uuid)
) strict, without rowid;

-- How far a workspace has come with its hub: JSON, the model's.
create table hub_state (
    workspace_id integer primary key references workspaces (id) on delete cascade,
    state        text not null
) strict;
