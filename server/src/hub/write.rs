//! A push as edits of files: each thing in the layout that it has on the hub.

use std::collections::HashMap;

use model::{
    Uuid,
    sync::{Outgoing, PushReport, PushedState},
};

use super::{
    git::{Edit, Git, GitError, ObjectId, TreeEntry, portions},
    json::Object,
    layout::Place,
};

mod counters;
mod issues;
mod milestones;
mod presence;

use counters::Counters;

/// What is to be committed, and what is to be remembered once it is pushed.
#[derive(Default)]
pub(super) struct PushBatch {
    pub(super) edits: Vec<Edit>,
    pub(super) written: PushedState,
    pub(super) report: PushReport,
    /// The numbers that new issues got.
    numbers: HashMap<Uuid, i64>,
}

/// The branch as it is.
struct RemoteTree<'g> {
    git: &'g Git,
    files: Vec<TreeEntry>,
    /// Which layout new files get: a folder an issue, or a file an issue.
    folders: bool,
}

impl Git {
    /// The edits that bring the branch at `tip` up to date.
    pub(super) async fn compose(
        &self,
        tip: &ObjectId,
        outgoing: Outgoing,
    ) -> Result<PushBatch, GitError> {
        let tip = RemoteTree::read(self, tip).await?;
        let mut counters = Counters::read(&tip).await?;
        let mut letter = PushBatch::default();
        letter
            .write_milestones(
                &tip,
                &mut counters,
                outgoing.milestones,
                outgoing.milestones_gone,
            )
            .await?;
        letter
            .write_issues(&tip, &mut counters, outgoing.issues, outgoing.deleted)
            .await?;
        letter.write_locks(&tip, outgoing.locks).await?;
        letter.write_heartbeats(&tip, outgoing.heartbeats).await?;
        letter.edits.extend(counters.edit());
        Ok(letter)
    }
}

impl<'g> RemoteTree<'g> {
    async fn read(git: &'g Git, commit: &ObjectId) -> Result<Self, GitError> {
        let mut tip = RemoteTree {
            git,
            files: git.files(commit).await?,
            folders: false,
        };
        // What `meta/version.json` says, or what is there.
        tip.folders = match tip.text("meta/version.json").await? {
            Some(text) => Object::parse(&text)
                .and_then(|file| file.number("layout_version"))
                .is_some_and(|version| version >= 2),
            None => tip
                .files
                .iter()
                .any(|file| matches!(Place::of(&file.path), Place::Issue { flat: false, .. })),
        };
        Ok(tip)
    }

    fn find(&self, path: &str) -> Option<&TreeEntry> {
        self.files.iter().find(|file| file.path == path)
    }

    async fn text(&self, path: &str) -> Result<Option<String>, GitError> {
        Ok(self.texts(self.find(path)).await?.pop())
    }

    /// What the files say, in their order.
    async fn texts(
        &self,
        files: impl IntoIterator<Item = &TreeEntry>,
    ) -> Result<Vec<String>, GitError> {
        let files: Vec<&TreeEntry> = files.into_iter().collect();
        let mut texts = Vec::with_capacity(files.len());
        for portion in portions(&files) {
            let contents = self.git.read_files(portion).await?;
            texts.extend(
                contents
                    .into_iter()
                    .map(|content| String::from_utf8_lossy(&content).into_owned()),
            );
        }
        Ok(texts)
    }
}
