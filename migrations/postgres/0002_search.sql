-- Full-text search over what an issue says and what was said about it.
--
-- Words are made as on SQLite: letters and digits, lower case, without diacritics. Whatever is neither letter nor digit becomes
-- a space first, so that the parser never sees a path, a host name or a number with a sign and takes it as one word.

create function search_text(content text) returns text language sql immutable parallel safe as $$
    select regexp_replace(regexp_replace(lower(normalize(content, NFD)), '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g')
$$;

-- A tsvector holds at most 1 MiB: of a very long comment only the beginning is searched.
create function search_words(content text) returns tsvector language sql immutable parallel safe as $$
    select to_tsvector('simple'::regconfig, left(search_text(left(content, 250000)), 150000))
$$;

-- What matches texts in which a word begins with the term; nothing, where there is no letter or digit in it.
create function search_query(term text) returns tsquery language sql immutable parallel safe as $$
    select case when trim(search_text(term)) <> '' then to_tsquery('simple'::regconfig, '''' || trim(search_text(term)) || ''':*') end
$$;

alter table issues add column words tsvector generated always as (
    search_words(title || ' ' || coalesce(description, '') || ' ' || identifier || ' ' || coalesce(external, ''))
) stored;
create index issues_words on issues using gin (words);

alter table comments add column words tsvector generated always as (search_words(content)) stored;
create index comments_words on comments using gin (words);
