-- Moves of cards, for some days: what the author takes back is restored to the last bit, and a move that is sent again under the
-- same name is not made again. `undone` is 1 for those that were taken back, and for what took them back.
create table moves (
    id               integer primary key autoincrement,
    workspace_id     integer not null references workspaces (id) on delete cascade,
    issue_id         integer not null references issues (id) on delete cascade,
    actor_type       text not null,
    actor_id         integer not null,
    mutation         text,
    at               text not null,
    from_status      text not null,
    from_order       real not null,
    from_closed_at   text,
    from_archived_at text,
    to_status        text not null,
    undone           integer not null default 0
) strict;
create index moves_issue on moves (issue_id, id);
create index moves_mutation on moves (workspace_id, mutation) where mutation is not null;
create index moves_lane on moves (workspace_id, from_status) where undone = 0;
create index moves_at on moves (at);
