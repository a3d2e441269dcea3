//! An author as two letters. People are round, agents are square.

use model::{Author, Color, Party};

use crate::prelude::*;

/// An avatar; the name is its title, and is read out unless it stands beside it.
#[component]
pub fn Avatar(author: Author, #[prop(optional)] named: bool) -> impl IntoView {
    let kind = if matches!(author.party, Party::User(_)) {
        "avatar"
    } else {
        "avatar avatar-agent"
    };
    let class = format!("{kind} {}", Color::for_name(&author.name).class());
    let letters = letters(&author.name);
    view! {
        <span
            class=class
            title=author.name.clone()
            role=named.then_some("img")
            aria-label=named.then(|| author.name.clone())
            aria-hidden=(!named).then_some("true")
        >
            {letters}
        </span>
    }
}

/// Two letters: of the first and the last word, so that `worker-1` and `worker-2` differ. Agents of
/// one machine have its name in front of `--`; the part behind it is their own.
pub(crate) fn letters(name: &str) -> String {
    let own = name
        .rsplit("--")
        .find(|part| part.contains(char::is_alphanumeric))
        .unwrap_or(name);
    let mut words = own
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .take(2)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn two_letters() {
        for (name, expect) in [
            ("worker-1", "W1"),
            ("Ada Lovelace", "AL"),
            ("ada", "A"),
            ("", ""),
            ("--", ""),
            ("ﬂo x", "FL"),
        ] {
            assert_eq!(letters(name), expect, "{name}");
        }
        let one_machine = [
            "maxine--plan-050",
            "maxine--basel--gh-287-and-gh-291",
            "maxine--basel--kickoff-graph",
            "maxine--basel--",
        ];
        assert_eq!(one_machine.map(letters), ["P0", "G2", "KG", "B"]);
    }
}
