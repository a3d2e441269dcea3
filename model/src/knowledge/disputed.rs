//! A page that two people changed in the same places, and how it is settled: place by place. What
//! nobody disputes is joined already.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Draft, Source, blocks};

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
        Part::Place(Place {
            theirs: theirs.to_owned(),
            yours: yours.to_owned(),
            choice: None,
        })
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

    /// What it says: while nothing is chosen, yours. A blank line between both sides where they are
    /// to be separated.
    fn text(&self, separated: bool) -> String {
        match self {
            Part::Joined(text) => text.clone(),
            Part::Place(Place {
                theirs,
                choice: Some(Choice::Theirs),
                ..
            }) => theirs.clone(),
            Part::Place(Place {
                theirs,
                yours,
                choice: Some(Choice::Both),
            }) => {
                let mut both = theirs.clone();
                append(&mut both, if separated { "\n" } else { "" });
                append(&mut both, yours);
                both
            }
            Part::Place(Place { yours, .. }) => yours.clone(),
        }
    }

    /// Both sides between marks, where it is a place.
    fn marked(&self) -> String {
        let Part::Place(Place { theirs, yours, .. }) = self else {
            return self.text(false);
        };
        let mut text = String::new();
        for piece in [
            "<<<<<<< theirs\n",
            theirs,
            "=======\n",
            yours,
            ">>>>>>> yours\n",
        ] {
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
        (0..self.parts.len())
            .filter(|at| self.parts[*at].is_open())
            .collect()
    }

    /// The next open place from this part on; after the last comes the first.
    #[must_use]
    pub fn next(&self, from: usize) -> Option<usize> {
        let open = self.all_open();
        open.iter()
            .find(|at| **at >= from)
            .or_else(|| open.first())
            .copied()
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
        self.draft_of(&self.texts())
    }

    /// The page with both sides of each place between marks. Of a title that both changed, yours
    /// stays.
    #[must_use]
    pub fn marked(&self) -> Draft {
        self.draft_of(
            &self
                .parts
                .iter()
                .skip(TITLE + 1)
                .map(Part::marked)
                .collect::<Vec<_>>(),
        )
    }

    fn draft_of(&self, texts: &[String]) -> Draft {
        let mut content = String::new();
        texts.iter().for_each(|text| append(&mut content, text));
        let title = self
            .parts
            .first()
            .map(|title| title.text(false))
            .unwrap_or_default();
        Draft {
            title,
            content,
            tags: self.tags.clone(),
            sources: self.sources.clone(),
        }
    }

    /// The text of each part of the content.
    fn texts(&self) -> Vec<String> {
        let mut in_code = false;
        let text = |at: usize| {
            let text = self.parts[at].text(!in_code && self.separated(at));
            in_code ^= blocks::leaves_code_open(&text);
            text
        };
        (TITLE + 1..self.parts.len()).map(text).collect()
    }

    /// Both sides of a place are paragraphs of their own, between what is joined around it.
    fn separated(&self, at: usize) -> bool {
        let joined = |at: usize| match self.parts.get(at) {
            Some(Part::Joined(text)) if at > TITLE => text.as_str(),
            _ => "",
        };
        let place = self.parts[at].place();
        place.is_some_and(|place| {
            blocks::are_separate(joined(at - 1), &place.theirs, &place.yours, joined(at + 1))
        })
    }

    /// Where the content's places are in what [`Self::draft`] says.
    #[must_use]
    pub fn marks(&self) -> Vec<Mark> {
        let (mut marks, mut line) = (Vec::new(), 0);
        for ((at, part), text) in self
            .parts
            .iter()
            .enumerate()
            .skip(TITLE + 1)
            .zip(self.texts())
        {
            // Only the last line has no end, and nothing is after it.
            let lines = line..line + text.lines().count();
            line = lines.end;
            if part.place().is_some() {
                marks.push(Mark {
                    at,
                    lines,
                    open: part.is_open(),
                });
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
mod tests;
