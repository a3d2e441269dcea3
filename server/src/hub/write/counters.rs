//! The hub's counters. Others who count on from them must not give a number a second time, and
//! neither must we.

use super::RemoteTree;
use crate::hub::{
    git::{Edit, GitError},
    issue_file,
    json::Object,
};

const PATH: &str = "meta/counters.json";

/// The file with the next free numbers, where the hub has one.
pub(super) struct Counters {
    text: String,
    file: Option<Object>,
}

impl Counters {
    pub(super) async fn read(tip: &RemoteTree<'_>) -> Result<Self, GitError> {
        let text = tip.text(PATH).await?.unwrap_or_default();
        Ok(Counters {
            file: Object::parse(&text),
            text,
        })
    }

    /// The number for something new: the wanted one, if nobody had it, or the next that is free.
    pub(super) fn take(&mut self, counter: &str, wanted: i64) -> i64 {
        let Some(file) = &mut self.file else {
            return wanted;
        };
        let Some(next) = file.number(counter) else {
            return wanted;
        };
        let number = wanted.max(next);
        file.set(counter, Some((number + 1).into()), &[]);
        number
    }

    /// The file, if it changed.
    pub(super) fn edit(self) -> Option<Edit> {
        let content = issue_file::ended(&self.file?, Some(&self.text));
        (content != self.text).then(|| Edit::Write {
            path: PATH.to_owned(),
            content,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gets_a_number_twice() {
        let text = "{\n  \"next_display_id\": 5,\n  \"next_comment_id\": 9\n}\n";
        let mut counters = Counters {
            text: text.to_owned(),
            file: Object::parse(text),
        };
        assert_eq!(
            [
                counters.take("next_display_id", 3),
                counters.take("next_display_id", 9)
            ],
            [5, 9]
        );
        assert_eq!(
            counters.take("next_milestone_id", 2),
            2,
            "a counter that is not kept"
        );
        let Some(Edit::Write { content, .. }) = counters.edit() else {
            panic!("it changed")
        };
        assert_eq!(content, text.replace('5', "10"));
        assert_eq!(
            Counters {
                text: text.to_owned(),
                file: Object::parse(text)
            }
            .edit(),
            None
        );
    }
}
