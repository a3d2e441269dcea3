-- Full-text search over the pages of the knowledge, as over issues and comments: a word is found however its accents are written.

alter table knowledge_pages add column words tsvector generated always as (
    search_words((title collate "default") || ' ' || tags || ' ' || content)
) stored;
create index knowledge_pages_words on knowledge_pages using gin (words);
