//! What a settled page contains, and where its places are.

use super::*;

fn page(title: Part, parts: Vec<Part>) -> Disputed {
    Disputed {
        parts: [vec![title], parts].concat(),
        tags: vec!["tag".into()],
        sources: vec![],
    }
}

fn joined(text: &str) -> Part {
    Part::Joined(text.to_owned())
}

fn two() -> Disputed {
    let parts = vec![
        joined("a\n"),
        Part::disputed("b\nB\n", ""),
        joined("c\n"),
        Part::disputed("theirs", "mine"),
    ];
    page(joined("Title"), parts)
}

#[test]
fn a_page_says_what_was_chosen_and_until_then_yours() {
    let mut page = two();
    assert_eq!(
        (page.open(), page.draft().content.as_str()),
        (2, "a\nc\nmine")
    );
    page.settle(2, Choice::Theirs);
    assert_eq!(
        (page.open(), page.draft().content.as_str()),
        (1, "a\nb\nB\nc\nmine")
    );
    page.settle(4, Choice::Both);
    assert_eq!(
        (page.open(), page.draft().content.as_str()),
        (0, "a\nb\nB\nc\ntheirs\nmine")
    );
    page.settle(2, Choice::Both);
    page.settle(4, Choice::Yours);
    assert_eq!(page.draft().content, "a\nb\nB\nc\nmine");
    page.settle(1, Choice::Theirs);
    let draft = page.draft();
    assert_eq!(
        (draft.title.as_str(), draft.content.as_str()),
        ("Title", "a\nb\nB\nc\nmine"),
        "what is no place stays"
    );
    assert_eq!(draft.tags, ["tag"]);
}

#[test]
fn after_the_last_open_place_comes_the_first() {
    let mut page = two();
    assert_eq!(
        (page.all_open(), page.next(0), page.next(3), page.next(5)),
        (vec![2, 4], Some(2), Some(4), Some(2))
    );
    page.settle(2, Choice::Yours);
    assert_eq!((page.next(0), page.next(5)), (Some(4), Some(4)));
    page.settle(4, Choice::Yours);
    assert_eq!(page.next(0), None);
}

#[test]
fn places_are_found_in_the_text() {
    let mut page = two();
    let mark = |at, lines, open| Mark { at, lines, open };
    assert_eq!(page.marks(), [mark(2, 1..1, true), mark(4, 2..3, true)]);
    page.settle(2, Choice::Both);
    assert_eq!(page.marks(), [mark(2, 1..3, false), mark(4, 4..5, true)]);
}

#[test]
fn a_title_is_one_or_the_other() {
    let mut page = page(Part::disputed("Theirs", "Mine"), vec![joined("text")]);
    page.settle(TITLE, Choice::Both);
    assert_eq!((page.open(), page.draft().title.as_str()), (1, "Mine"));
    page.settle(TITLE, Choice::Theirs);
    assert_eq!((page.open(), page.draft().title.as_str()), (0, "Theirs"));
    assert_eq!(page.marks(), []);
}

#[test]
fn marks_have_lines_of_their_own() {
    let marked = "a\n<<<<<<< theirs\nb\nB\n=======\n>>>>>>> yours\nc\n<<<<<<< theirs\ntheirs\n=======\nmine\n>>>>>>> yours\n";
    assert_eq!(two().marked().content, marked);
}

fn both(before: &str, theirs: &str, yours: &str, after: &str) -> Disputed {
    let mut page = page(
        joined("Title"),
        vec![joined(before), Part::disputed(theirs, yours), joined(after)],
    );
    page.settle(2, Choice::Both);
    page
}

#[test]
fn both_paragraphs_are_separated() {
    let page = both("one\n\n", "theirs\n", "mine\n", "\nlast\n");
    assert_eq!(page.draft().content, "one\n\ntheirs\n\nmine\n\nlast\n");
    assert_eq!(
        page.marks(),
        [Mark {
            at: 2,
            lines: 2..5,
            open: false
        }]
    );
    assert_eq!(
        both("# T\n", "theirs", "mine", "").draft().content,
        "# T\ntheirs\n\nmine",
        "without an end of the last line"
    );
}

#[test]
fn both_items_rows_and_lines_of_code_stay_together() {
    for (before, theirs, yours, after) in [
        ("- one\n", "- theirs\n", "- mine\n", "- last\n"),
        ("| a |\n|---|\n", "| theirs |\n", "| mine |\n", ""),
        ("```\none\n\n", "theirs\n", "mine\n", "\n```\n"),
        ("one\n", "theirs\n", "mine\n", "last\n"),
    ] {
        assert_eq!(
            both(before, theirs, yours, after).draft().content,
            [before, theirs, yours, after].concat()
        );
    }
}
