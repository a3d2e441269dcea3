//! A push as edits of files: each issue in the layout that it has on the hub.

use model::{
    Uuid,
    hub::{Outgoing, OutgoingIssue, PushReport, Written},
};

use super::{
    file,
    findings::by_issue,
    git::{Edit, Git, GitError, ObjectId, TreeEntry},
    layout::Place,
    ordered::Object,
};

/// What is to be committed, and what is to be remembered once it is pushed.
#[derive(Default)]
pub(super) struct Letter {
    pub(super) edits: Vec<Edit>,
    pub(super) written: Written,
    pub(super) report: PushReport,
    /// The highest number of a new issue.
    highest: Option<i64>,
}

impl Git {
    /// The edits that bring the branch at `tip` up to date.
    pub(super) async fn compose(&self, tip: &ObjectId, outgoing: Outgoing) -> Result<Letter, GitError> {
        let files = self.files(tip).await?;
        let folders = self.writes_folders(&files).await?;
        let lying = by_issue(&files);
        let mut letter = Letter::default();
        let places: Vec<Option<(&TreeEntry, bool)>> =
            outgoing.issues.iter().map(|out| lying.get(&out.version.uuid).and_then(|files| issue_file(files))).collect();
        let texts = self.read(places.iter().flatten().map(|(file, _)| &file.blob)).await?;
        let mut texts = texts.into_iter();
        for (out, place) in outgoing.issues.into_iter().zip(places) {
            let existing = place.and_then(|_| texts.next()).map(|content| String::from_utf8_lossy(&content).into_owned());
            let flat = place.map_or(!folders, |(_, flat)| flat);
            let path = place.map_or_else(|| path(out.version.uuid, flat), |(file, _)| file.path.clone());
            letter.add(out, &path, flat, existing.as_deref());
        }
        for uuid in outgoing.deleted {
            letter.remove(uuid, lying.get(&uuid).map_or(&[], Vec::as_slice));
        }
        self.count(&files, &mut letter).await?;
        Ok(letter)
    }

    /// Which layout new issues get: what `meta/version.json` says, or what is there.
    async fn writes_folders(&self, files: &[TreeEntry]) -> Result<bool, GitError> {
        match self.text(files, "meta/version.json").await? {
            Some(text) => {
                Ok(Object::parse(&text).and_then(|file| file.number("layout_version")).is_some_and(|version| version >= 2))
            }
            None => Ok(files.iter().any(|file| matches!(Place::of(&file.path), Place::Issue { flat: false, .. }))),
        }
    }

    /// Others who count on from the hub's counter must not give a number a second time.
    async fn count(&self, files: &[TreeEntry], letter: &mut Letter) -> Result<(), GitError> {
        const COUNTERS: &str = "meta/counters.json";
        if let Some(highest) = letter.highest.take()
            && let Some(text) = self.text(files, COUNTERS).await?
            && let Some(content) = file::counters(&text, highest)
        {
            letter.edits.push(Edit::Write { path: COUNTERS.to_owned(), content });
        }
        Ok(())
    }

    async fn text(&self, files: &[TreeEntry], path: &str) -> Result<Option<String>, GitError> {
        let Some(file) = files.iter().find(|file| file.path == path) else { return Ok(None) };
        let content = self.read([&file.blob]).await?.pop();
        Ok(content.map(|content| String::from_utf8_lossy(&content).into_owned()))
    }
}

impl Letter {
    fn add(&mut self, out: OutgoingIssue, path: &str, flat: bool, existing: Option<&str>) {
        let text = if flat { file::flat_issue(&out, existing) } else { file::issue(&out, existing) };
        // A file that cannot be read is left to those who can.
        let Some(content) = text else { return };
        let uuid = out.version.uuid;
        if existing.is_none() {
            self.highest = self.highest.max(Some(out.number));
        }
        if existing != Some(content.as_str()) {
            self.edits.push(Edit::Write { path: path.to_owned(), content });
        }
        self.report.issues += i64::from(out.changed());
        self.report.comments += out.comments.len() as i64;
        for comment in &out.comments {
            if !flat {
                let path = format!("issues/{uuid}/comments/{}.json", comment.uuid);
                self.edits.push(Edit::Write { path, content: file::comment(comment, uuid) });
            }
            self.written.comments.push(comment.uuid);
        }
        self.written.issues.push((out.version, out.row_version));
    }

    fn remove(&mut self, uuid: Uuid, files: &[&TreeEntry]) {
        self.edits.extend(files.iter().map(|file| Edit::Remove { path: file.path.clone() }));
        self.report.deleted += 1;
        self.written.deleted.push(uuid);
    }
}

/// The file that says what the issue is: where a hub left a flat one behind, the one in the folder.
fn issue_file<'a>(files: &[&'a TreeEntry]) -> Option<(&'a TreeEntry, bool)> {
    let one = |wanted: bool| {
        files
            .iter()
            .find(|file| matches!(Place::of(&file.path), Place::Issue { flat, .. } if flat == wanted))
            .map(|file| (*file, wanted))
    };
    one(false).or_else(|| one(true))
}

fn path(uuid: Uuid, flat: bool) -> String {
    if flat { format!("issues/{uuid}.json") } else { format!("issues/{uuid}/issue.json") }
}
