//! Pages of knowledge on their branch: a file a page, a commit a revision.

use std::collections::BTreeMap;

use model::{
    Slug, Timestamp,
    knowledge::{ImportedPage, ImportedRevision, MirrorPage},
};

use super::git::{Edit, FileChange, Git, GitError, ObjectId};

/// Longer files are no page that anybody wrote: four bytes for each of the characters that a page
/// may have, and its front matter.
const FILE_MAX: u64 = 5 << 20;
/// The last second of the year 9999: what a commit says of its time is anybody's invention.
const LATEST: i64 = 253_402_300_799;
/// How much is read at once, in bytes.
const CHUNK: u64 = 32 << 20;

/// What was done to a page's file, oldest first, each with the length of what it said then.
struct History {
    slug: Slug,
    changes: Vec<(FileChange, u64)>,
}

/// Pages whose files changed, in portions of what can be held at once.
#[derive(Default)]
pub(super) struct Pages {
    portions: Vec<Vec<History>>,
    /// What was left out, a sentence each.
    pub(super) warnings: Vec<String>,
}

impl Git {
    /// The pages that changed on the way from `older` to `newer`, with every commit. Where the
    /// branch begins anew: all pages.
    pub(super) async fn pages_since(
        &self,
        older: Option<&ObjectId>,
        newer: &ObjectId,
    ) -> Result<Pages, GitError> {
        let known = match older {
            Some(older) if self.is_ancestor(older, newer).await? => Some(older),
            _ => None,
        };
        let changes = self.history(known, newer).await?;
        let sizes = self
            .sizes(changes.iter().filter_map(|change| change.blob.as_ref()))
            .await?;
        Ok(Pages::of(changes, &sizes))
    }

    /// The next portion, read; `None` after the last.
    pub(super) async fn next_pages(
        &self,
        pages: &mut Pages,
    ) -> Result<Option<Vec<ImportedPage>>, GitError> {
        let Some(portion) = pages.portions.pop() else {
            return Ok(None);
        };
        let blobs = portion
            .iter()
            .flat_map(|page| &page.changes)
            .filter_map(|(change, _)| change.blob.as_ref());
        let mut contents = self.read(blobs).await?.into_iter();
        let mut odd = Vec::new();
        let mut read = |(change, _): (FileChange, u64)| {
            let content = change.blob.and_then(|_| contents.next());
            let file = content.map(|content| {
                text(content).unwrap_or_else(|mended| {
                    odd.push(format!(
                        "{} is not UTF-8; characters that could not be read were replaced by \u{fffd}",
                        change.path
                    ));
                    mended
                })
            });
            let at = Timestamp::from_micros(change.at.clamp(0, LATEST) * 1_000_000)?;
            Some(ImportedRevision {
                commit: change.commit.as_str().to_owned(),
                author: change.author,
                at,
                file,
            })
        };
        let page = |History { slug, changes }| ImportedPage {
            slug,
            revisions: changes.into_iter().filter_map(&mut read).collect(),
        };
        let read = portion.into_iter().map(page).collect();
        odd.into_iter().for_each(|sentence| pages.warn(sentence));
        Ok(Some(read))
    }
}

/// A file's text; an error, with what can be read of it, where it is none.
fn text(content: Vec<u8>) -> Result<String, String> {
    let wide = |first: fn([u8; 2]) -> u16| {
        let units = content.as_chunks::<2>().0.iter().map(|pair| first(*pair));
        char::decode_utf16(units)
            .skip(1)
            .collect::<Result<String, _>>()
    };
    match content.as_slice() {
        [0xff, 0xfe, ..] => {
            wide(u16::from_le_bytes).map_err(|_| String::from_utf8_lossy(&content).into_owned())
        }
        [0xfe, 0xff, ..] => {
            wide(u16::from_be_bytes).map_err(|_| String::from_utf8_lossy(&content).into_owned())
        }
        _ => String::from_utf8(content)
            .map_err(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

impl Pages {
    fn of(changes: Vec<FileChange>, sizes: &[u64]) -> Self {
        let mut sizes = sizes.iter().copied();
        let mut histories: BTreeMap<Slug, Vec<(FileChange, u64)>> = BTreeMap::new();
        let mut pages = Pages::default();
        for change in changes {
            let size = change.blob.as_ref().and_then(|_| sizes.next()).unwrap_or(0);
            match slug(&change.path) {
                Some(_) if size > FILE_MAX => pages.warn(format!(
                    "{} has more than 5 MiB and was left out",
                    change.path
                )),
                Some(slug) => histories.entry(slug).or_default().push((change, size)),
                // Other files of the branch are nobody's page.
                None if !change.path.ends_with(".md") => {}
                None => pages.warn(format!(
                    "{} cannot be the name of a page and was left out",
                    change.path
                )),
            }
        }
        pages.cut(
            histories
                .into_iter()
                .map(|(slug, changes)| History { slug, changes }),
        );
        pages
    }

    fn warn(&mut self, sentence: String) {
        if !self.warnings.contains(&sentence) {
            self.warnings.push(sentence);
        }
    }

    fn cut(&mut self, histories: impl Iterator<Item = History>) {
        let mut size = 0;
        for history in histories {
            size += history.changes.iter().map(|(_, size)| size).sum::<u64>();
            match self.portions.last_mut().filter(|_| size <= CHUNK) {
                Some(portion) => portion.push(history),
                None => {
                    size = history.changes.iter().map(|(_, size)| size).sum();
                    self.portions.push(vec![history]);
                }
            }
        }
    }
}

/// The page whose file lies there: pages lie at the top, and a name that a slug would be another
/// than is none.
fn slug(path: &str) -> Option<Slug> {
    let name = path.strip_suffix(".md")?;
    name.parse::<Slug>()
        .ok()
        .filter(|slug| slug.as_str() == name)
}

/// The edits that make the branch say what the pages say. What goes, goes first: another page may
/// have taken its name.
pub(super) fn edits(pages: &[MirrorPage]) -> Vec<Edit> {
    let removed = pages
        .iter()
        .filter_map(|page| page.removed_file().map(|path| Edit::Remove { path }));
    let written = pages.iter().filter_map(|page| {
        page.file()
            .map(|(path, content)| Edit::Write { path, content })
    });
    removed.chain(written).collect()
}

/// Who wrote them all, where that is one person.
pub(super) fn author(pages: &[MirrorPage]) -> Option<&str> {
    let author = pages.first()?.author.as_str();
    pages
        .iter()
        .all(|page| page.author == author)
        .then_some(author)
}

/// `knowledge: edit index`, as the hub's other programs say it.
pub(super) fn message(pages: &[MirrorPage]) -> String {
    match pages {
        [page] => {
            let verb = match (page.deleted, &page.mirrored_as) {
                (true, _) => "remove",
                (false, None) => "add",
                (false, Some(slug)) if *slug != page.page.slug => "rename",
                (false, Some(_)) => "edit",
            };
            format!("knowledge: {verb} {}", page.page.slug)
        }
        pages => format!("knowledge: {} pages", pages.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: &str, blob: bool) -> FileChange {
        let id = ObjectId::remembered(&"a".repeat(40)).unwrap();
        FileChange {
            commit: id.clone(),
            author: "ana".into(),
            at: 0,
            path: path.into(),
            blob: blob.then_some(id),
        }
    }

    fn portions(pages: &Pages) -> Vec<Vec<String>> {
        let name = |page: &History| format!("{} {}", page.slug, page.changes.len());
        pages
            .portions
            .iter()
            .map(|portion| portion.iter().map(name).collect())
            .collect()
    }

    #[test]
    fn files_are_pages_by_their_names() {
        let changes = [
            ("a.md", true),
            ("b.md", true),
            ("a.md", false),
            (".gitignore", true),
            (" c.md", true),
            ("d/e.md", true),
        ];
        let pages = Pages::of(
            changes.map(|(path, there)| change(path, there)).into(),
            &[1, 2, 3, 4, 5],
        );
        assert_eq!(portions(&pages), [["a 2", "b 1"]]);
        let left_out = [" c.md", "d/e.md"]
            .map(|path| format!("{path} cannot be the name of a page and was left out"));
        assert_eq!(pages.warnings, left_out);
    }

    #[test]
    fn texts_of_files() {
        assert_eq!(text("é".into()), Ok("é".to_owned()));
        assert_eq!(text(b"caf\xe9".to_vec()), Err("caf\u{fffd}".to_owned()));
        let wide: Vec<u8> = "\u{feff}é😀"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(text(wide), Ok("é😀".to_owned()));
    }

    #[test]
    fn a_removal_is_a_change_without_a_length() {
        assert_eq!(
            portions(&Pages::of(vec![change("a.md", false)], &[])),
            [["a 1"]]
        );
    }

    #[test]
    fn large_histories_come_in_portions() {
        let names: Vec<FileChange> = ["a.md", "b.md", "c.md", "d.md"]
            .map(|path| change(path, true))
            .into();
        let pages = Pages::of(names, &[FILE_MAX, FILE_MAX + 1, FILE_MAX, 1]);
        assert_eq!(
            (portions(&pages), pages.warnings.len()),
            (vec![vec!["a 1".into(), "c 1".into(), "d 1".into()]], 1)
        );
        let many = (0..8).map(|n| change(&format!("{n}.md"), true)).collect();
        assert_eq!(
            portions(&Pages::of(many, &[FILE_MAX; 8]))
                .iter()
                .map(Vec::len)
                .collect::<Vec<_>>(),
            [6, 2]
        );
    }
}
