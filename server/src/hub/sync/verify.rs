//! What the signatures of comments are worth, by the keys that the hub trusts.

use model::sync::SyncState;

use super::{Result, Side, SyncError, SyncSession};
use crate::hub::{
    checkpoint::Later,
    git::{GitError, TreeEntry},
    signatures::{SignedComment, Signers, verdicts},
};

/// Where a hub keeps the keys that it trusts: on its branch, or with its refs out of sight.
const TRUST: &str = "trust/allowed_signers";
const COUNTERS: &str = "meta/counters.json";
/// Longer files are no list of keys that anybody wrote.
const FILE_MAX: u64 = 8 << 20;

/// What signatures are looked at with.
struct Trust {
    signers: Signers,
    /// What tells these keys from others.
    key: Option<String>,
    /// The hub's counter of comments.
    numbers_up_to: i64,
}

impl SyncSession {
    /// Looks at the signatures that nobody has looked at yet; at all of them, where the hub trusts
    /// other keys than before.
    pub(super) async fn verify(
        &self,
        side: &Side,
        files: &[TreeEntry],
        later: &Later,
        state: &mut SyncState,
    ) -> Result<()> {
        let trust = side.trust(files, later).await?;
        if trust.key != state.trust {
            self.store.forget_verdicts(&self.actor).await?;
        }
        let trust = std::sync::Arc::new(trust);
        loop {
            let comments = self.store.unchecked_comments(&self.actor).await?;
            if comments.is_empty() {
                break;
            }
            let by = std::sync::Arc::clone(&trust);
            // Signatures are arithmetic, some of it long.
            let looked = tokio::task::spawn_blocking(move || look(&comments, &by)).await;
            let found = looked.map_err(|_| SyncError::BrokenOff)?;
            self.store.save_verdicts(&self.actor, found).await?;
        }
        state.trust.clone_from(&trust.key);
        Ok(())
    }
}

/// What each comment's signature is worth; one without an author is by nobody, and nobody can have
/// signed it.
fn look(
    comments: &[store::Signed],
    trust: &Trust,
) -> Vec<(model::CommentId, model::SignatureStatus)> {
    let signed: Vec<SignedComment> = comments
        .iter()
        .map(|comment| SignedComment {
            uuid: comment.uuid,
            number: None,
            author: comment.author.as_deref().unwrap_or_default(),
            content: &comment.content,
            created_at: comment.created_at,
            signed_by: comment.signed_by.as_deref(),
            signature: Some(&comment.signature),
        })
        .collect();
    let found = verdicts(&signed, &trust.signers, trust.numbers_up_to);
    comments
        .iter()
        .zip(found)
        .map(|(comment, verdict)| (comment.id, verdict.unwrap_or(model::SignatureStatus::Wrong)))
        .collect()
}

impl Side {
    async fn trust(&self, files: &[TreeEntry], later: &Later) -> Result<Trust> {
        let named = files
            .iter()
            .filter(|file| file.path == TRUST || file.path == COUNTERS);
        let named: Vec<&TreeEntry> = named.filter(|file| file.size <= FILE_MAX).collect();
        let contents = self.git.read_files(&named).await?;
        let text = |path: &str| {
            named
                .iter()
                .position(|file| file.path == path)
                .map(|at| String::from_utf8_lossy(&contents[at]))
        };
        let hidden = self.hidden_trust(later).await?;
        let signers = [text(TRUST).map(std::borrow::Cow::into_owned), hidden]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("\n");
        let blob = named
            .iter()
            .find(|file| file.path == TRUST)
            .map(|file| file.blob.as_str());
        let key = blob
            .into_iter()
            .chain(later.meta().map(crate::hub::git::ObjectId::as_str))
            .collect::<Vec<_>>()
            .join(" ");
        let counter =
            text(COUNTERS).and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
        let counter = counter
            .and_then(|counters| counters["next_comment_id"].as_i64())
            .unwrap_or(MANY);
        Ok(Trust {
            signers: Signers::parse(&signers),
            key: (!key.is_empty()).then_some(key),
            numbers_up_to: counter,
        })
    }

    async fn hidden_trust(&self, later: &Later) -> std::result::Result<Option<String>, GitError> {
        let Some(commit) = later.meta() else {
            return Ok(None);
        };
        let names = ["allowed_signers", TRUST].map(|path| format!("{}:{path}", commit.as_str()));
        let found = self
            .git
            .look_up(&names)
            .await?
            .into_iter()
            .flatten()
            .find(|(_, size)| *size <= FILE_MAX);
        let Some((blob, _)) = found else {
            return Ok(None);
        };
        let content = self.git.read([&blob]).await?.pop();
        Ok(content.map(|content| String::from_utf8_lossy(&content).into_owned()))
    }
}

/// Where a hub does not say how far it has counted.
const MANY: i64 = 5_000;
