//! What a push leaves in the files.

use super::*;

const A: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const B: &str = "bbbbbbbb-0000-4000-8000-000000000002";
const ELSEWHERE: &str = "eeeeeeee-0000-4000-8000-00000000000e";

fn file(uuid: &str, title: &str, more: &str) -> String {
    format!(
        "{{\n  \"uuid\": \"{uuid}\",\n  \"display_id\": 7,\n  \"title\": \"{title}\",\n  \"status\": \"open\",\n  \"priority\": \"high\",\n  \
         \"zeal\": {{\"b\": 1.50, \"a\": [2]}},\n  \"created_by\": \"ana\",\n  \"created_at\": \"2026-01-01T00:00:00.123456789Z\",\n  \
         \"updated_at\": \"2026-02-01T00:00:00.5Z\"{more}\n}}\n"
    )
}

#[tokio::test]
async fn each_layout_stays_and_unknown_fields_stay() {
    let remote = Repository::bare();
    let (flat, folder) = (format!("issues/{A}.json"), format!("issues/{B}/issue.json"));
    let more = format!(
        ",\n  \"blockers\": [\"{ELSEWHERE}\"],\n  \"comments\": [{{\"id\": 4, \"author\": \"bo\", \"content\": \"Old\", \
                        \"created_at\": \"2026-01-02T00:00:00Z\"}}]"
    );
    remote.commit(
        HUB,
        &[
            (&flat, &file(A, "Flat", &more)),
            (&folder, &file(B, "Folder", "")),
            ("locks.json", "{}"),
        ],
    );
    let place = Place::new(&remote, &clock()).await;
    assert_eq!(place.fetch().await.issues_created, 2);
    let (a, b) = (
        place.find("Flat").await.issue.id,
        place.find("Folder").await.issue.id,
    );
    place.store.add_label(&place.me, a, "db").await.unwrap();
    place.comment(a, "New").await;
    place.comment(b, "Beside").await;
    assert_eq!(place.push().await.sentence(), "Pushed 1 issue, 2 comments.");
    let changed = remote.changed(HUB);
    assert_eq!(
        changed.len(),
        2,
        "a comment beside an issue does not touch the issue: {changed:?}"
    );
    assert!(
        changed[0] == flat && changed[1].starts_with(&format!("issues/{B}/comments/")),
        "{changed:?}"
    );
    let written = remote.file(HUB, &flat).unwrap();
    let uuid = place.find("Flat").await.comments[1].uuid;
    let updated = place.find("Flat").await.issue.updated_at;
    let me = place.store.display_name(&place.me).await.unwrap();
    let expect = file(A, "Flat", "")
        .replace("{\"b\": 1.50, \"a\": [2]}", "{\n    \"b\": 1.5,\n    \"a\": [\n      2\n    ]\n  }")
        .replace("\"2026-02-01T00:00:00.5Z\"", &format!("\"{updated}\",\n  \"labels\": [\n    \"db\"\n  ],\n  \"blockers\": [\n    \"{ELSEWHERE}\"\n  ],\n  \
            \"comments\": [\n    {{\n      \"id\": 4,\n      \"author\": \"bo\",\n      \"content\": \"Old\",\n      \"created_at\": \"2026-01-02T00:00:00Z\"\n    }},\n    \
            {{\n      \"id\": 5,\n      \"uuid\": \"{uuid}\",\n      \"author\": \"{me}\",\n      \"content\": \"New\",\n      \
            \"created_at\": \"{}\",\n      \"kind\": \"note\"\n    }}\n  ]", place.find("Flat").await.comments[1].created_at));
    assert_eq!(written, expect);
    // A second tracker reads the same.
    let other = Place::new(&remote, &place.clock).await;
    other.fetch().await;
    assert_eq!(other.picture().await, place.picture().await);
    assert_eq!(other.push().await, PushReport::default());
}

#[tokio::test]
async fn new_issues_get_the_layout_that_the_hub_names() {
    for (version, flat) in [
        ("{\"layout_version\":2}", false),
        ("{\"layout_version\":1}", true),
    ] {
        let remote = Repository::bare();
        remote.commit(
            HUB,
            &[
                ("meta/version.json", version),
                (
                    "meta/counters.json",
                    "{\"next_display_id\": 1, \"next_comment_id\": 9}",
                ),
            ],
        );
        let place = Place::new(&remote, &clock()).await;
        let id = place.create("New").await;
        place.comment(id, "Said").await;
        place.push().await;
        let uuid = place.find("New").await.issue.uuid;
        let path = if flat {
            format!("issues/{uuid}.json")
        } else {
            format!("issues/{uuid}/issue.json")
        };
        let written = remote.file(HUB, &path).unwrap();
        assert_eq!(written.contains("\"comments\""), flat, "{written}");
        let counters = remote.file(HUB, "meta/counters.json").unwrap();
        assert_eq!(
            counters,
            "{\n  \"next_display_id\": 2,\n  \"next_comment_id\": 9\n}"
        );
        place.rename(id, "Newer").await;
        place.push().await;
        assert_eq!(remote.changed(HUB), [path]);
    }
}

#[tokio::test]
async fn neither_the_work_tree_nor_the_index_is_touched() {
    let remote = empty_hub();
    let place = Place::new(&remote, &clock()).await;
    std::fs::write(place.clone.path().join("mine.txt"), "unsaved").unwrap();
    place.clone.git(&["add", "mine.txt"], None);
    let index = std::fs::read(place.clone.path().join(".git/index")).unwrap();
    place.create("New").await;
    place.push().await;
    assert_eq!(
        std::fs::read(place.clone.path().join(".git/index")).unwrap(),
        index
    );
    let files: Vec<_> = std::fs::read_dir(place.clone.path())
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    assert_eq!(files.len(), 2, "{files:?}");
    assert_eq!(
        place
            .clone
            .file("refs/crosslink/outgoing", "meta/version.json"),
        None,
        "nothing is left behind"
    );
}
