-- Knowledge: pages, all their revisions, and what they point at.
--
-- A deleted page stays as a row with `deleted_at`, for its history and for the hub, which is still to hear of it. Lists (tags,
-- sources, contributors, lines of front matter that we do not know) are JSON arrays in text. The long texts stand last.

create table knowledge_pages (
    id                integer primary key autoincrement,
    workspace_id      integer not null references workspaces (id) on delete cascade,
    slug              text not null,
    title             text not null,
    tags              text not null,
    sources           text not null,
    contributors      text not null,
    other             text not null,
    created_on        text not null,
    updated_on        text not null,
    revision          integer not null,
    created_at        text not null,
    updated_at        text not null,
    deleted_at        text,
    mirrored_revision integer not null default 0, -- the newest revision that the hub has
    mirrored_slug     text,                       -- the name under which it lies there
    content           text not null,
    searched          text not null               -- title, tags and content in lower case: a search looks for parts of words
) strict;

-- A slug names one page that is there, and as many as there were before it.
create unique index knowledge_pages_slug on knowledge_pages (workspace_id, slug) where deleted_at is null;
create index knowledge_pages_every_slug on knowledge_pages (workspace_id, slug);

-- What a page was known by before it was renamed.
create table knowledge_renames (
    workspace_id integer not null references workspaces (id) on delete cascade,
    slug         text not null,
    page_id      integer not null references knowledge_pages (id) on delete cascade,
    primary key (workspace_id, slug)
) strict, without rowid;
create index knowledge_renames_page on knowledge_renames (page_id);

-- Whole texts, not differences: any one can be read, compared and restored by itself.
create table knowledge_revisions (
    id          integer primary key autoincrement,
    page_id     integer not null references knowledge_pages (id) on delete cascade,
    number      integer not null,
    edit        text not null,
    actor_type  text not null,
    actor_id    integer not null,
    author_name text,                             -- who, where it came from elsewhere
    hub_commit  text,                             -- the commit that it came with, or went with
    at          text not null,
    slug        text not null,
    title       text not null,
    tags        text not null,
    sources     text not null,
    content     text not null,
    unique (page_id, number)
) strict;

-- What pages point at, written with each save: pages by slug, whether they are there or not, and issues by number or identifier.
create table knowledge_links (
    page_id integer not null references knowledge_pages (id) on delete cascade,
    kind    text not null,                        -- page, issue, identifier
    target  text not null,
    primary key (page_id, kind, target)
) strict, without rowid;
create index knowledge_links_target on knowledge_links (kind, target, page_id);
