-- What the signature of a comment is worth (the model's word); null where there is none, or nobody has looked at it yet.
alter table comments add column verdict text;
create index comments_unchecked on comments (workspace_id, created_at) where signature is not null and verdict is null;
