-- Full-text search over what an issue says and what was said about it.
--
-- Two FTS5 indexes beside their tables, kept by triggers. They index prefixes of two to four characters, for every word of a
-- query is matched as the beginning of a word. `columnsize=0`: nothing is ranked, so no lengths are kept.

create virtual table issue_words using fts5 (
    title, description, identifier, external,
    content='issues', content_rowid='id', columnsize=0, prefix='2 3 4', tokenize='unicode61 remove_diacritics 2'
);

create trigger issue_words_insert after insert on issues begin
    insert into issue_words (rowid, title, description, identifier, external)
    values (new.id, new.title, new.description, new.identifier, new.external);
end;

create trigger issue_words_delete after delete on issues begin
    insert into issue_words (issue_words, rowid, title, description, identifier, external)
    values ('delete', old.id, old.title, old.description, old.identifier, old.external);
end;

-- A card that moves says nothing new: only changed words are indexed again.
create trigger issue_words_update after update of title, description, identifier, external on issues
when old.title is not new.title or old.description is not new.description
    or old.identifier is not new.identifier or old.external is not new.external
begin
    insert into issue_words (issue_words, rowid, title, description, identifier, external)
    values ('delete', old.id, old.title, old.description, old.identifier, old.external);
    insert into issue_words (rowid, title, description, identifier, external)
    values (new.id, new.title, new.description, new.identifier, new.external);
end;

create virtual table comment_words using fts5 (
    content,
    content='comments', content_rowid='id', columnsize=0, prefix='2 3 4', tokenize='unicode61 remove_diacritics 2'
);

create trigger comment_words_insert after insert on comments begin
    insert into comment_words (rowid, content) values (new.id, new.content);
end;

create trigger comment_words_delete after delete on comments begin
    insert into comment_words (comment_words, rowid, content) values ('delete', old.id, old.content);
end;

create trigger comment_words_update after update of content on comments when old.content is not new.content begin
    insert into comment_words (comment_words, rowid, content) values ('delete', old.id, old.content);
    insert into comment_words (rowid, content) values (new.id, new.content);
end;
