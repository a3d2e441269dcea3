-- A milestone as the hub told it last, in a file or in a checkpoint (`telling`): the base of the next merge. `version` is JSON, the
-- model's.
create table hub_milestones (
    workspace_id integer not null references workspaces (id) on delete cascade,
    uuid         text not null,
    telling      text not null,
    version      text not null,
    primary key (workspace_id, uuid)
) strict, without rowid;
