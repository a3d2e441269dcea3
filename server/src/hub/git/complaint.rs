//! What git complains about, in one line that can be shown.

/// Longest line, in characters.
const LINE_MAX: usize = 500;
/// What the other side says of its work.
const PROGRESS: [&str; 6] = [
    "Enumerating objects",
    "Counting objects",
    "Compressing objects",
    "Resolving deltas",
    "Total ",
    "Processing ",
];

/// Why git failed: the other side's own words where it has some, otherwise git's, without the hints
/// that it adds for people at a prompt, and without names and passwords in addresses.
pub(super) fn reason(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr).replace("\u{1b}[K", "");
    let lines: Vec<&str> = text
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let said: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("remote:"))
        .map(str::trim)
        .filter(tells)
        .collect();
    let said = said.join(" ");
    let refusal = lines
        .iter()
        .find(|line| line.starts_with("! ["))
        .map(|line| bracketed(line));
    let own = own_words(&lines);
    let line = match (refusal, said.as_str()) {
        (Some(refusal), "") => refusal.to_owned(),
        (Some(refusal), said) => format!("{said} ({refusal})"),
        (None, "") => own.to_owned(),
        (None, said) => format!("{own} ({said})"),
    };
    without_names(&line)
        .chars()
        .filter(|c| !c.is_control())
        .take(LINE_MAX)
        .collect()
}

fn tells(line: &&str) -> bool {
    !line.is_empty() && !PROGRESS.iter().any(|progress| line.starts_with(progress))
}

/// ` ! [remote rejected] <commit> -> <branch> (pre-receive hook declined)`
fn bracketed(line: &str) -> &str {
    line.rsplit_once(" (")
        .map_or(line, |(_, reason)| reason.trim_end_matches(')'))
}

fn own_words<'a>(lines: &[&'a str]) -> &'a str {
    let of_git = |line: &&&str| line.starts_with("fatal: ") || line.starts_with("error: ");
    let plain = |line: &&&str| {
        !["remote:", "hint:", "To ", "From ", "! ["]
            .iter()
            .any(|other| line.starts_with(other))
    };
    match lines.iter().position(|line| of_git(&line)) {
        // What ssh said is the reason.
        Some(at) if lines[at].contains("Could not read from remote repository") => lines[..at]
            .iter()
            .rev()
            .find(plain)
            .copied()
            .unwrap_or(lines[at]),
        Some(at) => lines[at]
            .trim_start_matches("fatal: ")
            .trim_start_matches("error: "),
        None => lines
            .iter()
            .find(plain)
            .copied()
            .unwrap_or("no reason given"),
    }
}

/// The text with `https://host` for `https://name:password@host`.
fn without_names(text: &str) -> String {
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        let host = after
            .find(|c: char| c.is_whitespace() || matches!(c, '/' | '\'' | '"' | '<' | '>'))
            .unwrap_or(after.len());
        let name = after[..host].rfind('@').map_or(0, |at| at + 1);
        shown.push_str(before);
        rest = &after[name..];
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stderr: &str, expect: &str) {
        assert_eq!(reason(stderr.as_bytes()), expect);
    }

    #[test]
    fn in_gits_own_words() {
        check("hint: try\nfatal: not a tree\nhint: or not\n", "not a tree");
        check("odd\nwords", "odd");
        check("", "no reason given");
        check(
            "error: RPC failed; curl 56\nfatal: the remote end hung up",
            "RPC failed; curl 56",
        );
        let ssh = "git@example.org: Permission denied (publickey).\r\nfatal: Could not read from remote repository.\n\nPlease make sure\n";
        check(ssh, "git@example.org: Permission denied (publickey).");
    }

    #[test]
    fn in_the_words_of_the_other_side() {
        let protected = "Enumerating objects: 3\rWriting objects: 100% (3/3), done.\nremote: Resolving deltas: 100% (1/1)\u{1b}[K\n\
            remote: error: GH006: Protected branch update failed for refs/heads/crosslink/hub.\u{1b}[K\nremote: \u{1b}[K\n\
            remote: - Changes must be made through a pull request.\u{1b}[K\nTo https://example.org/x\n \
            ! [remote rejected] 1234 -> crosslink/hub (protected branch hook declined)\nerror: failed to push some refs to 'https://example.org/x'\n";
        check(
            protected,
            "error: GH006: Protected branch update failed for refs/heads/crosslink/hub. - Changes must be made through a pull request. \
            (protected branch hook declined)",
        );
        let hook = "To ../x\n ! [remote rejected] 1234 -> crosslink/hub (pre-receive hook declined)\nerror: failed to push some refs\n";
        check(hook, "pre-receive hook declined");
        check(
            " ! [rejected] 1234 -> crosslink/hub (fetch first)\nerror: failed to push\n",
            "fetch first",
        );
        let login = "remote: Invalid username or token.\nfatal: Authentication failed for 'https://ana:s3cret@example.org/x/'\n";
        check(
            login,
            "Authentication failed for 'https://example.org/x/' (Invalid username or token.)",
        );
    }

    #[test]
    fn without_credentials() {
        let shown = |text: &str| without_names(text);
        assert_eq!(
            shown("to https://a:b@c/d, ssh://git@e:22/f and http://g"),
            "to https://c/d, ssh://e:22/f and http://g"
        );
        assert_eq!(shown("https://a:p@ss@host"), "https://host");
        assert_eq!(shown("'https://token@host' ://"), "'https://host' ://");
        check(&format!("fatal: {}", "x".repeat(900)), &"x".repeat(500));
    }
}
