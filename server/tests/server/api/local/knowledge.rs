use model::knowledge::{ImportedPage, ImportedRevision};
use serde_json::{Value, json};

use crate::harness::App;

fn page(slug: &str, content: &str) -> Value {
    json!({"slug": slug, "title": "T", "content": content})
}

async fn with(content: &str) -> App {
    let app = App::new().await;
    app.post("/knowledge", page("a", content))
        .await
        .is(201, json!({"slug": "a"}));
    app
}

#[tokio::test]
async fn list_pages() {
    let app = App::new().await;
    app.get("/knowledge").await.is(200, json!([]));
    for slug in ["b", "a", "C"] {
        app.post("/knowledge", page(slug, ""))
            .await
            .is(201, json!({"slug": slug}));
    }
    let author = app.get("/knowledge/a").await.json()["contributors"].clone();
    assert_eq!(author.as_array().map(Vec::len), Some(1));
    let entry = |slug: &str| json!({"slug": slug, "title": "T", "tags": [], "contributors": author, "updated": "2026-03-01"});
    app.get("/knowledge")
        .await
        .is(200, json!([entry("C"), entry("a"), entry("b")]));
}

#[tokio::test]
async fn create_page() {
    let app = App::new().await;
    let body = json!({"slug": " Über uns ", "title": " T ", "content": "a\r\nb", "tags": ["x", "x"], "sources": [{"url": "u"}], "unknown": 1});
    app.post("/knowledge", body)
        .await
        .is(201, json!({"slug": "Über uns"}));
    let read = app.get("/knowledge/%C3%9Cber%20uns").await;
    assert_eq!(read.header("etag"), "\"1\"");
    let read = read.json();
    assert_eq!(read["contributors"].as_array().unwrap().len(), 1);
    let expect = json!({
        "slug": "Über uns", "title": "T", "tags": ["x"], "sources": [{"url": "u", "title": "", "accessed_at": null}],
        "contributors": read["contributors"], "created": "2026-03-01", "updated": "2026-03-01", "content": "a\nb",
    });
    assert_eq!(read, expect);
}

#[tokio::test]
async fn create_page_refuses() {
    let app = with("x").await;
    let post = |body| app.post("/knowledge", body);
    post(page("a", "y"))
        .await
        .fails(409, "conflict", "Page 'a' already exists");
    post(json!({}))
        .await
        .bad("The body: missing field `slug` at line 1 column 2");
    post(json!({"slug": "b", "title": "T"}))
        .await
        .bad("The body: missing field `content` at line 1 column 24");
    post(page("", "x"))
        .await
        .bad("'' cannot be a slug: it must not be empty");
    post(page("search", "x"))
        .await
        .bad("'search' cannot be a slug: 'search' is the name of the search itself");
    post(page("CON", "x"))
        .await
        .bad("'CON' cannot be a slug: Windows keeps this name for itself");
    post(page("a:b*c?", "x")).await.bad(
        "'a:b*c?' cannot be a slug: Windows has no files with any of < > : \" | ? * in their names",
    );
    post(page("end.", "x"))
        .await
        .bad("'end.' cannot be a slug: Windows has no files whose names end with a dot");
    post(page("A", "x"))
        .await
        .fails(409, "conflict", "Page 'a' already exists");
    for slug in ["a/b", "a\\b", ".."] {
        post(page(slug, "x")).await.bad(&format!(
            "'{slug}' cannot be a slug: it must not contain a slash, a backslash or '..'"
        ));
    }
    post(page("b\0", "x"))
        .await
        .bad("'b\0' cannot be a slug: it must not contain control characters");
    post(json!({"slug": "b", "title": " ", "content": ""}))
        .await
        .bad("Title must not be blank");
    post(json!({"slug": "b", "title": "x".repeat(513), "content": ""}))
        .await
        .bad("Title exceeds maximum length of 512 characters");
    post(json!({"slug": "b", "title": "T", "content": "", "tags": vec!["x"; 33]}))
        .await
        .bad("A page has at most 32 tags");
    post(json!({"slug": "b", "title": "T", "content": "", "tags": [""]}))
        .await
        .bad("Tag must not be blank");
    post(json!({"slug": "b", "title": "T", "content": "", "sources": [{"url": " "}]}))
        .await
        .bad("Source must not be blank");
    post(json!({"slug": "b", "title": 1, "content": ""}))
        .await
        .bad(
            "The body's 'title': invalid type: integer `1`, expected a string at line 1 column 34",
        );
    app.get("/knowledge/b")
        .await
        .not_found("Page 'b' does not exist");
}

#[tokio::test]
async fn a_page_as_long_as_can_be() {
    let app = with(&"🦀".repeat(1_048_576)).await;
    app.post("/knowledge", page("b", &"x".repeat(1_048_577)))
        .await
        .bad("Content exceeds maximum length of 1048576 characters");
    assert_eq!(
        app.get("/knowledge/a").await.json()["content"]
            .as_str()
            .unwrap()
            .len(),
        4 * 1_048_576
    );
}

#[tokio::test]
async fn a_page_that_is_not_there() {
    let app = App::new().await;
    for (path, named) in [
        ("none", "none"),
        ("a%2Fb", "a/b"),
        ("..%2F..%2Fetc", "../../etc"),
    ] {
        app.get(&format!("/knowledge/{path}"))
            .await
            .not_found(&format!("Page '{named}' does not exist"));
    }
    app.patch("/knowledge/none", json!({}))
        .await
        .not_found("Page 'none' does not exist");
    app.delete("/knowledge/none")
        .await
        .not_found("Page 'none' does not exist");
    app.get("/knowledge/none/history")
        .await
        .not_found("Page 'none' does not exist");
    app.post("/knowledge/none/restore", json!({"revision": 1}))
        .await
        .not_found("Page 'none' does not exist");
}

#[tokio::test]
async fn search_pages() {
    let app = with("one\ntwo\nthree\nfour\nfive\nsix Axum\n").await;
    app.post("/knowledge", page("b", "axum and\nFOUR"))
        .await
        .is(201, json!({"slug": "b"}));
    let a = json!({"slug": "a", "title": "T", "line_number": 6, "context_lines": [[4, "four"], [5, "five"], [6, "six Axum"]]});
    let b = json!({"slug": "b", "title": "T", "line_number": 1, "context_lines": [[1, "axum and"], [2, "FOUR"]]});
    app.get("/knowledge/search?q=AXUM")
        .await
        .is(200, json!([a, b]));
    let both = app.get("/knowledge/search?q=and%20axum").await.json();
    assert_eq!(
        (&both[0]["slug"], &both[1]["slug"]),
        (&json!("b"), &json!("a")),
        "those with more of the words come first"
    );
    app.get("/knowledge/search?q=nowhere")
        .await
        .is(200, json!([]));
    app.get("/knowledge/search?q=%25").await.is(200, json!([]));
    for blank in [
        "/knowledge/search",
        "/knowledge/search?q=",
        "/knowledge/search?q=%20",
    ] {
        app.get(blank).await.bad("The search must not be blank");
    }
}

/// What a change answers: the page as it is read, with keys of its own.
async fn whole_page(app: &App, slug: &str, own: Value) -> Value {
    let mut page = app.get(&format!("/knowledge/{slug}")).await.json();
    page.as_object_mut()
        .unwrap()
        .extend(own.as_object().unwrap().clone());
    page
}

#[tokio::test]
async fn update_page() {
    let app = with("one").await;
    app.at("2026-03-05T09:00:00Z");
    let saved = |slug: &'static str, revision: i64| {
        whole_page(
            &app,
            slug,
            json!({"ok": true, "revision": revision, "merged": false}),
        )
    };
    let unchanged = app.patch("/knowledge/a", json!({})).await;
    unchanged.is(200, saved("a", 1).await);
    assert_eq!(
        app.get("/knowledge/a").await.json()["updated"],
        "2026-03-01"
    );
    let body = json!({"title": "New", "content": "two", "tags": ["t"], "sources": [{"url": "u", "title": "U"}]});
    let changed = app.patch("/knowledge/a", body).await;
    changed.is(200, saved("a", 2).await);
    let read = app.get("/knowledge/a").await.json();
    assert_eq!(
        (&read["title"], &read["content"], &read["updated"]),
        (&json!("New"), &json!("two"), &json!("2026-03-05"))
    );
    let cleared = app
        .patch(
            "/knowledge/a",
            json!({"content": null, "tags": null, "sources": null}),
        )
        .await;
    cleared.is(200, saved("a", 3).await);
    let read = app.get("/knowledge/a").await.json();
    assert_eq!(
        (
            &read["title"],
            &read["content"],
            &read["tags"],
            &read["sources"]
        ),
        (&json!("New"), &json!(""), &json!([]), &json!([]))
    );
    let renamed = app.patch("/knowledge/a", json!({"slug": "b"})).await;
    renamed.is(200, saved("b", 4).await);
    assert_eq!(app.get("/knowledge/a").await.json()["slug"], "b");
    app.patch("/knowledge/a", json!({"slug": "x/y"}))
        .await
        .bad("'x/y' cannot be a slug: it must not contain a slash, a backslash or '..'");
    app.patch("/knowledge/a", json!({"base_revision": 9}))
        .await
        .not_found("Revision 9 does not exist");
    app.post("/knowledge", page("c", ""))
        .await
        .is(201, json!({"slug": "c"}));
    app.patch("/knowledge/b", json!({"slug": "c"})).await.fails(
        409,
        "conflict",
        "Page 'c' already exists",
    );
}

#[tokio::test]
async fn saving_on_top_of_a_newer_revision() {
    let app = with("one\ntwo\nthree\n").await;
    app.patch("/knowledge/a", json!({"content": "ONE\ntwo\nthree\n"}))
        .await;
    let merged = app
        .patch(
            "/knowledge/a",
            json!({"content": "one\ntwo\nTHREE\n", "base_revision": 1}),
        )
        .await;
    merged.is(
        200,
        whole_page(
            &app,
            "a",
            json!({"ok": true, "revision": 3, "merged": true}),
        )
        .await,
    );
    assert_eq!(
        app.get("/knowledge/a").await.json()["content"],
        "ONE\ntwo\nTHREE\n"
    );
    let draft =
        |content: &str| json!({"title": "T", "content": content, "tags": [], "sources": []});
    let conflict = json!({
        "slug": "a", "revision": 3, "theirs": draft("ONE\ntwo\nTHREE\n"), "yours": draft("1\ntwo\nthree\n"),
        "marked": draft("<<<<<<< theirs\nONE\n=======\n1\n>>>>>>> yours\ntwo\nTHREE\n"),
    });
    let detail = "Page 'a' was changed while you were editing it, in the same places";
    let refused = app
        .patch(
            "/knowledge/a",
            json!({"content": "1\ntwo\nthree\n", "base_revision": 1}),
        )
        .await;
    refused.is(
        409,
        json!({"error": "conflict", "detail": detail, "conflict": conflict}),
    );
    assert_eq!(
        app.get("/knowledge/a").await.header("etag"),
        "\"3\"",
        "nothing was written"
    );
}

#[tokio::test]
async fn delete_page_and_its_history() {
    let app = with("one\ntwo").await;
    app.at("2026-03-02T12:00:00Z");
    app.patch("/knowledge/a", json!({"content": "one\n2", "title": "Two"}))
        .await;
    app.delete("/knowledge/a").await.ok();
    app.delete("/knowledge/a")
        .await
        .not_found("Page 'a' does not exist");
    app.get("/knowledge/a")
        .await
        .not_found("Page 'a' does not exist");
    let history = app.get("/knowledge/a/history").await.json();
    let author = &history[0]["author"];
    let entry = |revision: i64, edit: &str, day: &str, title: &str| json!({"revision": revision, "edit": edit, "author": author, "created_at": format!("2026-03-0{day}T12:00:00Z"), "slug": "a", "title": title});
    assert_eq!(
        history,
        json!([
            entry(3, "deleted", "2", "Two"),
            entry(2, "edited", "2", "Two"),
            entry(1, "created", "1", "T")
        ])
    );
    let first = app.get("/knowledge/a/revisions/1").await.json();
    assert_eq!(
        (&first["content"], &first["title"], &first["revision"]),
        (&json!("one\ntwo"), &json!("T"), &json!(1))
    );
    app.get("/knowledge/a/revisions/9")
        .await
        .not_found("Revision 9 does not exist");
    app.get("/knowledge/a/revisions/x")
        .await
        .bad("Invalid revision 'x'. Must be a number");
    let hunk =
        json!({"old_start": 1, "new_start": 1, "lines": [[" ", "one"], ["-", "two"], ["+", "2"]]});
    app.get("/knowledge/a/diff?from=1&to=2")
        .await
        .is(200, json!([hunk]));
    app.get("/knowledge/a/diff?from=2&to=2")
        .await
        .is(200, json!([]));
    app.get("/knowledge/a/diff?from=2&to=x")
        .await
        .bad("Invalid to 'x'. Must be the number of a revision");
    app.post("/knowledge/a/restore", json!({"revision": 1}))
        .await
        .is(200, json!({"ok": true, "revision": 4}));
    app.post("/knowledge/a/restore", json!({"revision": 1}))
        .await
        .is(200, json!({"ok": true, "revision": 4}));
    app.post("/knowledge/a/restore", json!({"revision": 8}))
        .await
        .not_found("Revision 8 does not exist");
    app.post("/knowledge/a/restore", json!({}))
        .await
        .bad("The body: missing field `revision` at line 1 column 2");
    assert_eq!(app.get("/knowledge/a").await.json()["content"], "one\ntwo");
}

fn parse(example: &str) -> Value {
    serde_json::from_str(example).unwrap()
}

/// The contract's page: written by worker-1, changed four days later.
async fn seed() -> App {
    let app = App::new().await;
    let file = |updated: &str| {
        let head = "---\ntitle: \"Axum routing patterns\"\ntags: [rust, web]\nsources:\n  - url: https://docs.rs/axum\n    title: Axum docs\n    \
            accessed_at: 2026-03-01\ncontributors: [worker-1]\ncreated: 2026-03-01\n";
        Some(format!(
            "{head}updated: {updated}\n---\n\n# Axum routing\n\n..."
        ))
    };
    let revision = |commit: &str, day: &str| ImportedRevision {
        commit: commit.into(),
        author: "worker-1".into(),
        at: format!("{day}T12:00:00Z").parse().unwrap(),
        file: file(day),
    };
    let revisions = vec![revision("c1", "2026-03-01"), revision("c2", "2026-03-05")];
    let pages = vec![ImportedPage {
        slug: "axum-routing".parse().unwrap(),
        revisions,
    }];
    app.state
        .store
        .import_pages(&app.state.operator, pages)
        .await
        .unwrap();
    app
}

#[tokio::test]
async fn the_contracts_examples() {
    let app = seed().await;
    let list = r#"[
{
"slug": "axum-routing",
"title": "Axum routing patterns",
"tags": ["rust", "web"],
"updated": "2026-03-05"
}
]"#;
    let mut list = parse(list);
    // Ours beside the contract's.
    list[0]["contributors"] = json!(["worker-1"]);
    app.get("/knowledge").await.is(200, list);
    let page = r##"{
"slug": "axum-routing",
"title": "Axum routing patterns",
"tags": ["rust", "web"],
"sources": [
{
"url": "https://docs.rs/axum",
"title": "Axum docs",
"accessed_at": "2026-03-01"
}
],
"contributors": ["worker-1"],
"created": "2026-03-01",
"updated": "2026-03-05",
"content": "# Axum routing\n\n..."
}"##;
    app.get("/knowledge/axum-routing")
        .await
        .is(200, parse(page));
    let new = r##"{
"slug": "serde-tips",
"title": "Serde serialization tips",
"content": "# Tips\n\nUse `skip_serializing_if`...",
"tags": ["rust", "serde"],
"sources": []
}"##;
    app.post("/knowledge", parse(new))
        .await
        .is(201, parse(r#"{ "slug": "serde-tips" }"#));
    // Line 12 of the example, with two lines on either side where the example shows one (contract,
    // section 0).
    let content = format!(
        "{}## Nested routes\nUse `Router::merge`...\n\n",
        "-\n".repeat(10)
    );
    app.patch("/knowledge/axum-routing", json!({"content": content}))
        .await;
    let found = json!([{
        "slug": "axum-routing", "title": "Axum routing patterns", "line_number": 12,
        "context_lines": [[10, "-"], [11, "## Nested routes"], [12, "Use `Router::merge`..."], [13, ""]],
    }]);
    app.get("/knowledge/search?q=merge").await.is(200, found);
}
