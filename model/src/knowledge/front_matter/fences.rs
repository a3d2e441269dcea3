//! The two lines that front matter stands between.

/// Longer front matter nobody wrote: it is text.
const HEAD_MAX: usize = 1 << 20;

/// A file in its parts, each as it stands there.
pub(super) struct Fenced<'a> {
    /// The first fence, with what may stand before it.
    open: &'a str,
    /// What stands between the fences: whole lines.
    pub(super) inner: &'a str,
    /// The second fence, with the one empty line that may follow.
    close: &'a str,
    /// What comes after.
    pub(super) content: &'a str,
}

impl<'a> Fenced<'a> {
    /// The parts of a file that begins with a fence and has another.
    pub(super) fn of(file: &'a str) -> Option<Self> {
        let mark = if file.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let first = line(&file[mark..]);
        if !is_fence(first, &["---"]) || !first.ends_with('\n') {
            return None;
        }
        let start = mark + first.len();
        let mut at = start;
        while at < file.len() && at - start <= HEAD_MAX {
            let next = line(&file[at..]);
            if is_fence(next, &["---", "..."]) {
                let end = at + next.len();
                let gap = Some(line(&file[end..]))
                    .filter(|gap| gap.ends_with('\n') && gap.trim().is_empty())
                    .map_or(0, str::len);
                let (close, content) = file[at..].split_at(end + gap - at);
                return Some(Fenced {
                    open: &file[..start],
                    inner: &file[start..at],
                    close,
                    content,
                });
            }
            at += next.len();
        }
        None
    }

    /// The lines of the front matter, fences included; a carriage return belongs to its line.
    pub(super) fn lines(&self) -> Vec<String> {
        let all = [self.open, self.inner, self.close].concat();
        all.strip_suffix('\n')
            .unwrap_or(&all)
            .split('\n')
            .map(str::to_owned)
            .collect()
    }

    /// How its lines end.
    pub(super) fn line_end(&self) -> &'static str {
        if self.open.ends_with("\r\n") {
            "\r\n"
        } else {
            "\n"
        }
    }

    /// Its fences around other lines.
    pub(super) fn around(&self, inner: &str) -> String {
        [self.open, inner, self.close].concat()
    }
}

/// The first line of a text, with its end.
fn line(text: &str) -> &str {
    text.find('\n').map_or(text, |end| &text[..=end])
}

fn is_fence(line: &str, fences: &[&str]) -> bool {
    fences.contains(&line.trim_end_matches([' ', '\t', '\r', '\n']))
}
