//! What people type into a search box, made into words.

/// Most words that count.
pub const TERMS_MAX: usize = 8;

/// The words of a query, lower case, letters and digits only, at most eight of at most 64 characters. Each is matched as the
/// beginning of a word. Anything else separates, so that no query is a syntax error.
#[must_use]
pub fn terms(query: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for word in query.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word: String = word.to_lowercase().chars().take(64).collect();
        if !terms.contains(&word) {
            terms.push(word);
        }
        if terms.len() == TERMS_MAX {
            break;
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_only() {
        assert_eq!(terms("Hub-v3: \"git\" worktree* git"), ["hub", "v3", "git", "worktree"]);
        assert_eq!(terms(" %_' OR "), ["or"]);
        assert!(terms("--").is_empty());
        assert_eq!(terms("a b c d e f g h i j").len(), TERMS_MAX);
    }
}
