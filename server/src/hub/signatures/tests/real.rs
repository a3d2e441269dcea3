//! The comments of a real hub.

use std::time::Instant;

use serde::Deserialize;
use serde_json::Value;

use super::*;
use crate::hub::{fixture::Repository, git::Git};

#[derive(Deserialize)]
struct File {
    uuid: Option<Uuid>,
    display_id: Option<i64>,
    author: String,
    content: String,
    created_at: Timestamp,
    signed_by: Option<String>,
    signature: Option<String>,
}

impl File {
    fn signed(&self) -> SignedComment<'_> {
        SignedComment {
            uuid: self.uuid.unwrap(),
            number: self.display_id,
            author: &self.author,
            content: &self.content,
            created_at: self.created_at,
            signed_by: self.signed_by.as_deref(),
            signature: self.signature.as_deref(),
        }
    }
}

/// How many verified, attested, by a key that is not trusted, wrong, and unsigned.
fn counts(what: &str, files: &[File], signers: &Signers, up_to: i64) -> [usize; 5] {
    let comments: Vec<_> = files.iter().map(File::signed).collect();
    let begun = Instant::now();
    let mut search = Search::below(up_to);
    let verdicts = all_verdicts(&comments, signers, &mut search);
    eprintln!(
        "{what}: {} comments, {} numbers tried, in {:?}",
        comments.len(),
        TRIES - search.tries,
        begun.elapsed()
    );
    let all = [
        Some(SignatureStatus::Verified),
        Some(SignatureStatus::Attested),
        Some(SignatureStatus::UnknownKey),
        Some(SignatureStatus::Wrong),
        None,
    ];
    all.map(|expect| {
        verdicts
            .iter()
            .filter(|verdict| **verdict == expect)
            .count()
    })
}

async fn comments_in_files(real: &Repository) -> Vec<File> {
    let git = Git::discover(real.path()).await.unwrap().unwrap();
    let tip = git
        .refs(&["refs/heads/crosslink/hub"])
        .await
        .unwrap()
        .pop()
        .unwrap();
    let files = git.files(&tip.commit).await.unwrap();
    let comments = files.iter().filter(|file| file.path.contains("/comments/"));
    let contents = git.read(comments.map(|file| &file.blob)).await.unwrap();
    contents
        .iter()
        .filter_map(|file| serde_json::from_slice(file).ok())
        .collect()
}

fn comments_in_checkpoint(real: &Repository) -> Vec<File> {
    let state: Value =
        serde_json::from_str(&real.answer(&["show", "crosslink/checkpoint:state.json"])).unwrap();
    let issues = state["issues"].as_object().unwrap().values();
    let comments = issues
        .filter_map(|issue| issue["comments"].as_object())
        .flatten();
    let file = |(uuid, comment): (&String, &Value)| {
        let file: File = serde_json::from_value(comment.clone()).unwrap();
        File {
            uuid: uuid.parse().ok(),
            ..file
        }
    };
    comments.map(file).collect()
}

#[tokio::test]
async fn all_of_them() {
    let Some(real) = Repository::real() else {
        return;
    };
    let trust = real.answer(&["show", "crosslink/hub:trust/allowed_signers"]);
    let signers = Signers::parse(&trust);
    // The 102 were attested by a person with a key that is in the file, but as the driver's: the
    // principal of those who attest was taken by the person's older key.
    let files = comments_in_files(&real).await;
    assert_eq!(
        counts("files", &files, &signers, 1066),
        [610, 630, 102, 0, 3]
    );
    // 50 more, of which four are unsigned.
    let files = comments_in_checkpoint(&real);
    assert_eq!(
        counts("checkpoint", &files, &signers, 1116),
        [656, 630, 102, 0, 7]
    );
    // Without the file nobody is trusted, and with a word changed nothing holds.
    let mut some: Vec<File> = files
        .into_iter()
        .filter(|file| file.signature.is_some())
        .take(10)
        .collect();
    assert_eq!(
        counts("without trust", &some, &Signers::default(), 1116),
        [0, 0, 10, 0, 0]
    );
    some.iter_mut().for_each(|file| file.content.push('.'));
    assert_eq!(counts("changed", &some, &signers, 100), [0, 0, 0, 10, 0]);
}
