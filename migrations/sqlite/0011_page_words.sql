-- Full-text search over the pages of the knowledge, as over issues and comments: a word is found however its accents are written.

create virtual table knowledge_page_words using fts5 (
    title, tags, content,
    content='knowledge_pages', content_rowid='id', columnsize=0, prefix='2 3 4', tokenize='unicode61 remove_diacritics 2'
);
insert into knowledge_page_words (knowledge_page_words) values ('rebuild');

create trigger knowledge_page_words_insert after insert on knowledge_pages begin
    insert into knowledge_page_words (rowid, title, tags, content) values (new.id, new.title, new.tags, new.content);
end;

create trigger knowledge_page_words_delete after delete on knowledge_pages begin
    insert into knowledge_page_words (knowledge_page_words, rowid, title, tags, content)
    values ('delete', old.id, old.title, old.tags, old.content);
end;

create trigger knowledge_page_words_update after update of title, tags, content on knowledge_pages
when old.title is not new.title or old.tags is not new.tags or old.content is not new.content
begin
    insert into knowledge_page_words (knowledge_page_words, rowid, title, tags, content)
    values ('delete', old.id, old.title, old.tags, old.content);
    insert into knowledge_page_words (rowid, title, tags, content) values (new.id, new.title, new.tags, new.content);
end;
