-- Changes of several issues at once, for some days, so that their author can take them back. `issues` is a JSON list of what the
-- changed ones had before; where they were is in `moves`, under the same name. `undone_by` names the change that took it back.
create table bulk_changes (
    id           integer primary key autoincrement,
    workspace_id integer not null references workspaces (id) on delete cascade,
    actor_type   text not null,
    actor_id     integer not null,
    mutation     text not null,
    at           text not null,
    change       text not null,
    issues       text not null,
    undone_by    text
) strict;
create index bulk_changes_mutation on bulk_changes (workspace_id, mutation);
create index bulk_changes_at on bulk_changes (at);
