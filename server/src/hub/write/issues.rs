//! Issues and their comments.

use model::{Uuid, sync::OutgoingIssue};

use super::{Counters, PushBatch, RemoteTree};
use crate::hub::{
    diff::by_issue,
    git::{Edit, GitError, TreeEntry},
    issue_file,
    layout::Place,
};

impl PushBatch {
    pub(super) async fn write_issues(
        &mut self,
        tip: &RemoteTree<'_>,
        counters: &mut Counters,
        issues: Vec<OutgoingIssue>,
        deleted: Vec<Uuid>,
    ) -> Result<(), GitError> {
        let lying = by_issue(&tip.files);
        let places: Vec<Option<(&TreeEntry, bool)>> = issues
            .iter()
            .map(|out| {
                lying
                    .get(&out.version.uuid)
                    .and_then(|files| issue_file(files))
            })
            .collect();
        let mut texts = tip
            .texts(places.iter().flatten().map(|(file, _)| *file))
            .await?
            .into_iter();
        for (mut out, place) in issues.into_iter().zip(places) {
            let existing = place.and_then(|_| texts.next());
            let flat = place.map_or(!tip.folders, |(_, flat)| flat);
            let path = place.map_or_else(
                || path(out.version.uuid, flat),
                |(file, _)| file.path.clone(),
            );
            if existing.is_none() {
                out.number = counters.take("next_display_id", out.number);
                self.numbers.insert(out.version.uuid, out.number);
            }
            self.add(out, &path, flat, existing.as_deref());
        }
        for uuid in deleted {
            self.remove(uuid, lying.get(&uuid).map_or(&[], Vec::as_slice));
        }
        Ok(())
    }

    fn add(&mut self, out: OutgoingIssue, path: &str, flat: bool, existing: Option<&str>) {
        let text = if flat {
            issue_file::flat_issue(&out, existing)
        } else {
            issue_file::issue(&out, existing)
        };
        // A file that cannot be read is left to those who can.
        let Some(content) = text else { return };
        let uuid = out.version.uuid;
        if existing != Some(content.as_str()) {
            self.edits.push(Edit::Write {
                path: path.to_owned(),
                content,
            });
        }
        self.report.issues += i64::from(out.changed());
        self.report.comments += out.comments.len() as i64;
        for comment in &out.comments {
            if !flat {
                let path = format!("issues/{uuid}/comments/{}.json", comment.uuid);
                self.edits.push(Edit::Write {
                    path,
                    content: issue_file::comment(comment, uuid),
                });
            }
            self.written.comments.push(comment.uuid);
        }
        self.written.issues.push((out.version, out.row_version));
    }

    fn remove(&mut self, uuid: Uuid, files: &[&TreeEntry]) {
        self.edits.extend(files.iter().map(|file| Edit::Remove {
            path: file.path.clone(),
        }));
        self.report.deleted += 1;
        self.written.deleted.push(uuid);
    }
}

/// The file that says what the issue is: where a hub left a flat one behind, the one in the folder.
pub(super) fn issue_file<'a>(files: &[&'a TreeEntry]) -> Option<(&'a TreeEntry, bool)> {
    let one = |wanted: bool| {
        files
            .iter()
            .find(
                |file| matches!(Place::of(&file.path), Place::Issue { flat, .. } if flat == wanted),
            )
            .map(|file| (*file, wanted))
    };
    one(false).or_else(|| one(true))
}

fn path(uuid: Uuid, flat: bool) -> String {
    if flat {
        format!("issues/{uuid}.json")
    } else {
        format!("issues/{uuid}/issue.json")
    }
}
