//! Where two changes of a text meet.

use super::{diff::comparable, disputed::Part, merge::pick};

/// Longest marks that tell the places of two changes; where a text has longer ones itself, all of
/// it is one place.
const MARK_MAX: usize = 256;

/// A text that two changed, in parts: what could be joined, and the places where it could not.
pub(super) fn places(base: &str, theirs: &str, yours: &str) -> Vec<Part> {
    if let Some(text) = pick(&base, &theirs, &yours) {
        return vec![Part::Joined((*text).to_owned())];
    }
    if !comparable(base, theirs) || !comparable(base, yours) {
        return vec![Part::disputed(theirs, yours)];
    }
    // Marks are longer than what somebody wrote that looks like one.
    let length = 1 + longest_run(theirs)
        .max(longest_run(yours))
        .max(longest_run(base));
    let mut options = diffy::MergeOptions::new();
    options
        .set_conflict_style(diffy::ConflictStyle::Merge)
        .set_conflict_marker_length(length.min(MARK_MAX));
    match options.merge(base, theirs, yours) {
        Ok(text) => vec![Part::Joined(text)],
        Err(_) if length > MARK_MAX => vec![Part::disputed(theirs, yours)],
        Err(marked) => parts(&marked, length),
    }
}

/// How often one of the signs that marks are made of is repeated.
fn longest_run(text: &str) -> usize {
    let (mut longest, mut run, mut before) = (0, 0, 0);
    for sign in text.bytes() {
        run = if sign == before { run + 1 } else { 1 };
        before = sign;
        if matches!(sign, b'<' | b'=' | b'>') {
            longest = longest.max(run);
        }
    }
    longest
}

/// Reads what diffy writes. The last line of a side may have no end; then the mark follows it at
/// once.
fn parts(marked: &str, length: usize) -> Vec<Part> {
    let mark = |sign: &str, word: &str| format!("{}{word}\n", sign.repeat(length));
    let (start, middle, end) = (mark("<", " ours"), mark("=", ""), mark(">", " theirs"));
    let mut parts = Vec::new();
    let mut rest = marked;
    while let Some((joined, sides)) = rest.split_once(&start)
        && let Some((theirs, after)) = sides.split_once(&middle)
        && let Some((yours, after)) = after.split_once(&end)
    {
        if !joined.is_empty() {
            parts.push(Part::Joined(joined.to_owned()));
        }
        parts.push(Part::disputed(theirs, yours));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Joined(rest.to_owned()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_looks_like_a_mark_is_text() {
        let typed = "<<<<<<< ours\n=======\nTitle\n==========\n>>>>>>> theirs\n";
        let both = places(
            &format!("{typed}one\n"),
            &format!("{typed}1\n=======\n"),
            &format!("{typed}<<<<<<< ours\n"),
        );
        assert_eq!(
            both,
            [
                Part::Joined(typed.into()),
                Part::disputed("1\n=======\n", "<<<<<<< ours\n")
            ]
        );
        assert_eq!(
            places("one", "one=", "one>"),
            [Part::disputed("one=", "one>")],
            "without an end of the last line"
        );
    }

    #[test]
    fn a_text_with_marks_beyond_measure_is_one_place() {
        let long = "=".repeat(MARK_MAX);
        let text = |one: &str, three: &str| format!("{long}\n{one}\ntwo\n{three}\n");
        let (base, theirs, yours) = (
            text("one", "three"),
            text("1", "three"),
            text("one!", "three"),
        );
        assert_eq!(
            places(&base, &theirs, &yours),
            [Part::disputed(&theirs, &yours)]
        );
        assert_eq!(
            places(&base, &theirs, &text("one", "3")),
            [Part::Joined(text("1", "3"))]
        );
    }

    fn texts() -> impl Strategy<Value = String> {
        prop::collection::vec("[a-c]{0,1}|=======|<<<<<<< ours|>>>>>>> theirs", 0..9)
            .prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #[test]
        fn both_sides_of_a_place_are_what_each_wrote(base in texts(), theirs in texts(), yours in texts()) {
            let (mut their_rest, mut your_rest) = (theirs.as_str(), yours.as_str());
            for place in places(&base, &theirs, &yours).iter().filter_map(Part::place) {
                prop_assert_ne!(&place.theirs, &place.yours);
                let found = (their_rest.split_once(&place.theirs), your_rest.split_once(&place.yours));
                let (Some((_, theirs)), Some((_, yours))) = found else { panic!("{place:?} is not in {their_rest:?} and {your_rest:?}") };
                (their_rest, your_rest) = (theirs, yours);
            }
        }
    }
}
