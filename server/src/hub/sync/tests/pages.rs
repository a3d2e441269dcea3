//! Pages of knowledge on their way between trackers.

use model::{Draft, NewPage, PagePatch, knowledge::Edit};

use super::{random::Dice, *};

pub(super) const KNOWLEDGE: &str = "refs/heads/crosslink/knowledge";
const FILE: &str = "---\ntitle: ADR: one\ntags: [a, b]\nowner: ana\n---\n\n# One\n\ntwo\nthree\n";

impl Place {
    async fn write(&self, slug: &str, content: &str) {
        let draft = Draft {
            title: slug.to_uppercase(),
            content: content.into(),
            ..Default::default()
        };
        self.store
            .create_page(
                &self.me,
                NewPage {
                    slug: slug.into(),
                    draft,
                },
            )
            .await
            .unwrap();
    }

    pub(super) async fn content(&self, slug: &str) -> String {
        self.store.page(&self.me, slug).await.unwrap().draft.content
    }

    pub(super) async fn edit(&self, slug: &str, change: impl Fn(&str) -> String) {
        let page = self.store.page(&self.me, slug).await.unwrap();
        let content = Some(change(&page.draft.content));
        let patch = PagePatch {
            content,
            base: Some(page.revision),
            ..Default::default()
        };
        self.store.update_page(&self.me, slug, patch).await.unwrap();
    }

    /// What everybody should agree on, a line a page.
    async fn pages(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for page in self.store.list_pages(&self.me).await.unwrap() {
            lines.push(format!(
                "{} {:?} {:?} {:?}",
                page.slug,
                page.title,
                page.tags,
                self.content(page.slug.as_str()).await
            ));
        }
        lines
    }

    async fn history(&self, slug: &str) -> Vec<Edit> {
        self.store
            .page_history(&self.me, slug)
            .await
            .unwrap()
            .iter()
            .map(|line| line.edit)
            .collect()
    }
}

#[tokio::test]
async fn a_page_travels_and_its_file_stays_its_own() {
    let remote = empty_hub();
    remote.commit(
        KNOWLEDGE,
        &[
            ("one.md", FILE),
            ("two.md", "No front matter"),
            ("logo.png", "\u{1}"),
        ],
    );
    let (a, b) = (
        Place::new(&remote, &clock()).await,
        Place::new(&remote, &clock()).await,
    );
    assert_eq!(a.fetch().await.sentence(), "Fetched 2 knowledge pages.");
    assert_eq!(a.fetch().await, FetchReport::default());
    assert_eq!(a.push().await, PushReport::default());
    a.edit("one", |content| content.replace("two", "TWO")).await;
    assert_eq!(a.push().await.sentence(), "Pushed 1 knowledge page.");
    assert_eq!(remote.changed(KNOWLEDGE), ["one.md"]);
    let file = remote.file(KNOWLEDGE, "one.md").unwrap();
    let me = a.store.display_name(&a.me).await.unwrap();
    let day = &a.store.page(&a.me, "one").await.unwrap().updated;
    // Only what the edit changed is written: the text, who changed it, and when.
    let kept = FILE.replace(
        "owner: ana",
        &format!("contributors: [\"{me}\"]\nupdated: {day}\nowner: ana"),
    );
    assert_eq!(file, kept.replace("two", "TWO"));
    let log = remote.answer(&["log", "-1", "--format=%an: %s", KNOWLEDGE]);
    assert_eq!(log, format!("{me}: knowledge: edit one"));
    b.fetch().await;
    assert_eq!(
        (b.pages().await, b.history("one").await),
        (a.pages().await, vec![Edit::Imported; 2])
    );
    // Nothing of it is news to the one who wrote it.
    assert_eq!(a.fetch().await, FetchReport::default());
    assert_eq!(a.history("one").await, [Edit::Edited, Edit::Imported]);
}

#[tokio::test]
async fn new_renamed_and_deleted_pages() {
    let remote = empty_hub();
    let (a, b) = (
        Place::new(&remote, &clock()).await,
        Place::new(&remote, &clock()).await,
    );
    a.write("first", "one\n").await;
    a.write("second", "two\n").await;
    assert_eq!(
        a.push().await.sentence(),
        "Pushed 2 knowledge pages.",
        "the branch begins with them"
    );
    assert_eq!(b.fetch().await.sentence(), "Fetched 2 knowledge pages.");
    a.store.rename_page(&a.me, "first", "third").await.unwrap();
    b.store.delete_page(&b.me, "second").await.unwrap();
    a.push().await;
    b.push().await;
    a.fetch().await;
    let expect = ["third \"FIRST\" [] \"one\\n\""];
    assert_eq!(
        (a.pages().await, b.pages().await),
        (
            expect.map(String::from).into(),
            expect.map(String::from).into()
        )
    );
    assert_eq!(
        remote.answer(&["ls-tree", "--name-only", KNOWLEDGE]),
        "third.md"
    );
    // What somebody edits meanwhile is not lost with the page.
    a.edit("third", |content| format!("{content}more\n")).await;
    b.store.delete_page(&b.me, "third").await.unwrap();
    b.push().await;
    a.push().await;
    b.fetch().await;
    assert_eq!(
        (
            a.content("third").await.as_str(),
            b.content("third").await.as_str()
        ),
        ("one\nmore\n", "one\nmore\n")
    );
}

#[tokio::test]
async fn both_sides_of_a_page_are_kept() {
    let remote = empty_hub();
    let (a, b) = (
        Place::new(&remote, &clock()).await,
        Place::new(&remote, &clock()).await,
    );
    a.write("page", "one\ntwo\nthree\nfour\nfive\n").await;
    a.push().await;
    b.fetch().await;
    a.edit("page", |content| content.replace("one", "ONE"))
        .await;
    b.edit("page", |content| content.replace("five", "FIVE"))
        .await;
    a.push().await;
    assert_eq!(b.push().await.pages, 1);
    a.fetch().await;
    assert_eq!(
        (a.content("page").await, a.pages().await),
        ("ONE\ntwo\nthree\nfour\nFIVE\n".to_owned(), b.pages().await)
    );
    a.edit("page", |content| content.replace("two", "mine"))
        .await;
    b.edit("page", |content| content.replace("two", "yours"))
        .await;
    a.push().await;
    assert_eq!(
        b.fetch().await.sentence(),
        "Fetched 1 knowledge page, 1 conflict."
    );
    b.push().await;
    a.fetch().await;
    let content = a.content("page").await;
    assert!(
        content.contains("ONE\nmine\n") && content.contains("ONE\nyours\n"),
        "{content}"
    );
    assert_eq!(a.pages().await, b.pages().await);
}

/// Everybody writes a line of their own, in any order with fetches and pushes: in the end everybody
/// has every line.
#[tokio::test]
async fn any_order_of_edits_ends_in_agreement() {
    let remote = empty_hub();
    let clock = clock();
    let places = [
        Place::new(&remote, &clock).await,
        Place::new(&remote, &clock).await,
        Place::new(&remote, &clock).await,
    ];
    places[0].write("page", "begin\n").await;
    for place in &places {
        place.push().await;
    }
    let (mut dice, mut written) = (Dice(7), Vec::new());
    for round in 0..6 {
        for step in 0..8 {
            let place = &places[dice.roll(3) as usize];
            match dice.roll(4) {
                0 => drop(place.fetch().await),
                1 => {
                    place.push().await;
                }
                2 => {
                    place
                        .write(&format!("page-{round}-{step}"), &format!("Page {step}\n"))
                        .await;
                }
                _ => {
                    let line = format!("line {round}-{step}\n");
                    place
                        .edit("page", |content| format!("{line}\n{content}"))
                        .await;
                    written.push(line);
                }
            }
        }
        for place in &places {
            place.push().await;
        }
        for place in &places {
            place.fetch().await;
        }
        let all = places[0].pages().await;
        for place in &places[1..] {
            assert_eq!(place.pages().await, all, "round {round}");
        }
    }
    let content = places[0].content("page").await;
    let lost: Vec<_> = written
        .iter()
        .filter(|line| !content.contains(line.as_str()))
        .collect();
    assert!(lost.is_empty() && !written.is_empty(), "{lost:?}");
}
