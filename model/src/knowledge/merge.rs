//! Saving on top of somebody's newer revision is never an overwrite: what both wrote is joined, and
//! where that cannot be, both sides are shown.

use serde::Serialize;

use super::{
    Draft, Slug, Source,
    disputed::{Disputed, Part},
    places::places,
};

/// Two changes of the same page as one, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// Both changes.
    Clean(Draft),
    /// Both changed the same lines (or the title).
    Conflict(Disputed),
}

/// Why a page was not saved, with all that is needed to settle it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageConflict {
    /// The page.
    pub slug: Slug,
    /// The newest revision; saving on top of it says that its changes were seen.
    pub revision: i64,
    /// What the page says now.
    pub theirs: Draft,
    /// What was to be saved.
    pub yours: Draft,
    /// What could be joined, with both sides between marks where it could not.
    pub marked: Draft,
    /// The same to be settled place by place.
    #[serde(skip)]
    pub disputed: Disputed,
}

/// Joins two changes of `base`.
#[must_use]
pub fn merge(base: &Draft, theirs: &Draft, yours: &Draft) -> Merged {
    let title = match pick(&base.title, &theirs.title, &yours.title) {
        Some(title) => Part::Joined(title.clone()),
        None => Part::disputed(&theirs.title, &yours.title),
    };
    let mut parts = vec![title];
    parts.extend(places(&base.content, &theirs.content, &yours.content));
    let page = Disputed {
        parts,
        tags: join(&base.tags, &theirs.tags, &yours.tags, |tag: &String| {
            tag.clone()
        }),
        sources: join(
            &base.sources,
            &theirs.sources,
            &yours.sources,
            |source: &Source| source.url.clone(),
        ),
    };
    if page.open() == 0 {
        Merged::Clean(page.draft())
    } else {
        Merged::Conflict(page)
    }
}

/// The one that changed; `None` where both did, each differently.
pub(super) fn pick<'t, T: PartialEq>(base: &'t T, theirs: &'t T, yours: &'t T) -> Option<&'t T> {
    if theirs == base || theirs == yours {
        Some(yours)
    } else {
        (yours == base).then_some(theirs)
    }
}

/// A list to which both added and from which both took away. Of an entry that both changed, yours
/// stays.
fn join<T: Clone + PartialEq>(
    base: &[T],
    theirs: &[T],
    yours: &[T],
    key: impl Fn(&T) -> String,
) -> Vec<T> {
    let has = |list: &[T], entry: &T| list.iter().any(|other| key(other) == key(entry));
    let same = |list: &[T], entry: &T| list.contains(entry);
    let find = |list: &[T], entry: &T| list.iter().find(|other| key(other) == key(entry)).cloned();
    let kept = yours
        .iter()
        .filter(|entry| has(theirs, entry) || !has(base, entry) || !same(base, entry));
    // An entry that you left as it was, they may have changed.
    let mut joined: Vec<T> = kept
        .map(|entry| {
            if same(base, entry) {
                find(theirs, entry).unwrap_or_else(|| entry.clone())
            } else {
                entry.clone()
            }
        })
        .collect();
    for entry in theirs {
        if !has(yours, entry) && (!has(base, entry) || !same(base, entry)) {
            joined.push(entry.clone());
        }
    }
    joined
}

/// Both sides on one page, for where nobody is there to choose: the hub's way (contract 2.4). The
/// same page on both servers.
#[must_use]
pub fn fence(one: &str, other: &str) -> String {
    let (first, second) = if one <= other {
        (one, other)
    } else {
        (other, one)
    };
    format!(
        "<!-- Two people changed this page at once, and both versions are kept: choose, and delete the rest. -->\n\n---\n\n{}\n\n---\n\n{}\n",
        first.trim_end(),
        second.trim_end()
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(title: &str, content: &str, tags: &[&str]) -> Draft {
        Draft {
            title: title.into(),
            content: content.into(),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            sources: vec![],
        }
    }

    const BASE: &str = "one\ntwo\nthree\nfour\nfive\n";

    fn disputed(base: &Draft, theirs: &Draft, yours: &Draft) -> Disputed {
        match merge(base, theirs, yours) {
            Merged::Conflict(disputed) => disputed,
            Merged::Clean(draft) => panic!("no conflict: {draft:?}"),
        }
    }

    #[test]
    fn changes_in_different_places_are_joined() {
        let base = draft("T", BASE, &["a", "b"]);
        let theirs = draft("T2", "ONE\ntwo\nthree\nfour\nfive\n", &["b", "c"]);
        let yours = draft("T", "one\ntwo\nthree\nfour\nFIVE\n", &["a", "b", "d"]);
        let both = draft("T2", "ONE\ntwo\nthree\nfour\nFIVE\n", &["b", "d", "c"]);
        assert_eq!(merge(&base, &theirs, &yours), Merged::Clean(both));
    }

    #[test]
    fn changes_in_the_same_place_show_both_sides() {
        let base = draft("T", BASE, &[]);
        let theirs = draft("T", "one\ntheir two\nthree\nfour\nfive\n", &[]);
        let yours = draft("T", "one\nmy two\nthree\nfour\nFIVE\n", &[]);
        let both = disputed(&base, &theirs, &yours);
        let rest = Part::Joined("three\nfour\nFIVE\n".into());
        assert_eq!(
            both.parts[1..],
            [
                Part::Joined("one\n".into()),
                Part::disputed("their two\n", "my two\n"),
                rest
            ]
        );
        let marked =
            "one\n<<<<<<< theirs\ntheir two\n=======\nmy two\n>>>>>>> yours\nthree\nfour\nFIVE\n";
        assert_eq!(both.marked(), draft("T", marked, &[]));
        let (theirs, yours) = (draft("A", BASE, &[]), draft("B", BASE, &[]));
        let both = disputed(&base, &theirs, &yours);
        assert_eq!(
            both.parts,
            [Part::disputed("A", "B"), Part::Joined(BASE.into())]
        );
        assert_eq!(both.marked(), draft("B", BASE, &[]));
        assert_eq!(
            merge(&base, &theirs, &theirs),
            Merged::Clean(theirs.clone())
        );
    }

    #[test]
    fn sources_are_told_apart_by_address() {
        let source = |url: &str, title: &str| Source {
            url: url.into(),
            title: title.into(),
            accessed_at: None,
        };
        let with = |sources: &[Source]| Draft {
            sources: sources.to_vec(),
            ..draft("T", "", &[])
        };
        let base = with(&[source("a", ""), source("b", ""), source("c", "")]);
        let theirs = with(&[source("a", "named"), source("c", ""), source("d", "")]);
        let yours = with(&[source("a", ""), source("b", ""), source("e", "")]);
        let both = with(&[source("a", "named"), source("e", ""), source("d", "")]);
        assert_eq!(merge(&base, &theirs, &yours), Merged::Clean(both));
    }

    #[test]
    fn fences_are_the_same_on_both_sides() {
        assert_eq!(fence("mine\n", "theirs"), fence("theirs", "mine\n"));
        assert!(fence("b", "a").ends_with("-->\n\n---\n\na\n\n---\n\nb\n"));
    }

    proptest! {
        #[test]
        fn nobody_is_overwritten(lines in prop::collection::vec("[a-c]{1,2}", 0..8), at in 0_usize..8, with in "[x-z]{1,3}") {
            let text = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
            let base = draft("T", &text(&lines), &[]);
            let mut changed = lines.clone();
            changed.insert(at.min(lines.len()), with);
            let changed = draft("T", &text(&changed), &["new"]);
            prop_assert_eq!(merge(&base, &changed, &base), Merged::Clean(changed.clone()));
            prop_assert_eq!(merge(&base, &base, &changed), Merged::Clean(changed));
        }
    }
}
