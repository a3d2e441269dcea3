//! A page that two people changed in the same places, and how it is settled: place by place. What nobody disputes is joined already.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Draft, Source};

/// What both changed: their page and yours, as one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disputed {
    /// First the title, then the content's parts in their order.
    pub parts: Vec<Part>,
    /// Both sides' tags.
    pub tags: Vec<String>,
    /// Both sides' sources.
    pub sources: Vec<Source>,
}

/// A part of a text that two people changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// What one of them wrote, or neither, or both alike.
    Joined(String),
    /// Each wrote something else here.
    Place(Place),
}

/// A place where two people wrote, each something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What is saved.
    pub theirs: String,
    /// What was to be saved.
    pub yours: String,
    /// What it says in the end; `None` while that is open.
    #[serde(default)]
    pub choice: Option<Choice>,
}

/// Whose words a place keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    /// What is saved.
    Theirs,
    /// What was to be saved.
    Yours,
    /// Theirs, and yours after it.
    Both,
}

/// Which lines of the content are a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The place, by its part's number.
    pub at: usize,
    /// Its lines, from 0; none where what it says is nothing.
    pub lines: Range<usize>,
    /// Nothing is chosen yet.
    pub open: bool,
}

/// The title's part. It is one line, so that it cannot be both.
pub const TITLE: usize = 0;

impl Part {
    /// A place where nothing is chosen yet.
    #[must_use]
    pub fn disputed(theirs: &str, yours: &str) -> Self {
        Part::Place(Place { theirs: theirs.to_owned(), yours: yours.to_owned(), choice: None })
    }

    /// The place, where it is one.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Part::Joined(_) => None,
            Part::Place(place) => Some(place),
        }
    }

    fn is_open(&self) -> bool {
        self.place().is_some_and(|place| place.choice.is_none())
    }

    /// What it says: while nothing is chosen, yours.
    fn text(&self) -> String {
        match self {
            Part::Joined(text) => text.clone(),
            Part::Place(Place { theirs, choice: Some(Choice::Theirs), .. }) => theirs.clone(),
            Part::Place(Place { theirs, yours, choice: Some(Choice::Both) }) => {
                let mut both = theirs.clone();
                append(&mut both, yours);
                both
            }
            Part::Place(Place { yours, .. }) => yours.clone(),
        }
    }

    /// Both sides between marks, where it is a place.
    fn marked(&self) -> String {
        let Part::Place(Place { theirs, yours, .. }) = self else { return self.text() };
        let mut text = String::new();
        for piece in ["<<<<<<< theirs\n", theirs, "=======\n", yours, ">>>>>>> yours\n"] {
            append(&mut text, piece);
        }
        text
    }
}

impl Disputed {
    /// How many places are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.all_open().len()
    }

    /// The open places, in their order.
    #[must_use]
    pub fn all_open(&self) -> Vec<usize> {
        (0..self.parts.len()).filter(|at| self.parts[*at].is_open()).collect()
    }

    /// The next open place from this part on; after the last comes the first.
    #[must_use]
    pub fn next(&self, from: usize) -> Option<usize> {
        let open = self.all_open();
        open.iter().find(|at| **at >= from).or_else(|| open.first()).copied()
    }

    /// Chooses what a place says. It can be chosen again.
    pub fn settle(&mut self, at: usize, choice: Choice) {
        if at == TITLE && choice == Choice::Both {
            return;
        }
        if let Some(Part::Place(place)) = self.parts.get_mut(at) {
            place.choice = Some(choice);
        }
    }

    /// The page with what was chosen; where nothing is chosen yet, it says yours.
    #[must_use]
    pub fn draft(&self) -> Draft {
        self.draft_of(|part| part.text())
    }

    /// The page with both sides of each place between marks. Of a title that both changed, yours stays.
    #[must_use]
    pub fn marked(&self) -> Draft {
        self.draft_of(Part::marked)
    }

    fn draft_of(&self, content: fn(&Part) -> String) -> Draft {
        let mut text = String::new();
        for part in self.parts.iter().skip(TITLE + 1) {
            append(&mut text, &content(part));
        }
        let title = self.parts.first().map(Part::text).unwrap_or_default();
        Draft { title, content: text, tags: self.tags.clone(), sources: self.sources.clone() }
    }

    /// Where the content's places are in what [`Self::draft`] says.
    #[must_use]
    pub fn marks(&self) -> Vec<Mark> {
        let (mut marks, mut line) = (Vec::new(), 0);
        for (at, part) in self.parts.iter().enumerate().skip(TITLE + 1) {
            // Only the last line has no end, and nothing is after it.
            let lines = line..line + part.text().lines().count();
            line = lines.end;
            if part.place().is_some() {
                marks.push(Mark { at, lines, open: part.is_open() });
            }
        }
        marks
    }
}

/// What follows begins with a line of its own.
fn append(text: &mut String, more: &str) {
    if !text.is_empty() && !text.ends_with('\n') && !more.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: Part, parts: Vec<Part>) -> Disputed {
        Disputed { parts: [vec![title], parts].concat(), tags: vec!["tag".into()], sources: vec![] }
    }

    fn joined(text: &str) -> Part {
        Part::Joined(text.to_owned())
    }

    fn two() -> Disputed {
        let parts = vec![joined("a\n"), Part::disputed("b\nB\n", ""), joined("c\n"), Part::disputed("theirs", "mine")];
        page(joined("Title"), parts)
    }

    #[test]
    fn a_page_says_what_was_chosen_and_until_then_yours() {
        let mut page = two();
        assert_eq!((page.open(), page.draft().content.as_str()), (2, "a\nc\nmine"));
        page.settle(2, Choice::Theirs);
        assert_eq!((page.open(), page.draft().content.as_str()), (1, "a\nb\nB\nc\nmine"));
        page.settle(4, Choice::Both);
        assert_eq!((page.open(), page.draft().content.as_str()), (0, "a\nb\nB\nc\ntheirs\nmine"));
        page.settle(2, Choice::Both);
        page.settle(4, Choice::Yours);
        assert_eq!(page.draft().content, "a\nb\nB\nc\nmine");
        page.settle(1, Choice::Theirs);
        let draft = page.draft();
        assert_eq!((draft.title.as_str(), draft.content.as_str()), ("Title", "a\nb\nB\nc\nmine"), "what is no place stays");
        assert_eq!(draft.tags, ["tag"]);
    }

    #[test]
    fn after_the_last_open_place_comes_the_first() {
        let mut page = two();
        assert_eq!((page.all_open(), page.next(0), page.next(3), page.next(5)), (vec![2, 4], Some(2), Some(4), Some(2)));
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
}
