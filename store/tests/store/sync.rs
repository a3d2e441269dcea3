//! The hub's side of the store.

mod presence;

use std::collections::BTreeSet;

use model::{
    Action, IssueId, IssuePatch, NewComment, NewIssue, NewMilestone, Priority, Status, Uuid,
    sync::{FetchReport, HubIssue, HubSource, PushedState, RemoteChanges, SyncState},
};

use crate::{
    import::{at, comment, issue},
    support::Db,
};

pub(crate) fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn told(number: u128, title: &str) -> HubIssue {
    HubIssue {
        issue: issue(number, title),
        blockers: BTreeSet::new(),
        related: BTreeSet::new(),
        milestone: None,
        archived: false,
        vague_status: true,
        vague_priority: false,
    }
}

impl Db {
    async fn take_in(&self, issues: Vec<HubIssue>, gone: Vec<Uuid>) -> FetchReport {
        let issues = issues
            .into_iter()
            .map(|issue| (HubSource::Files, issue))
            .collect();
        let gone = gone
            .into_iter()
            .map(|uuid| (HubSource::Files, uuid))
            .collect();
        self.store
            .fetch_in(
                &self.me,
                RemoteChanges {
                    issues,
                    gone,
                    ..Default::default()
                },
            )
            .await
            .unwrap()
    }

    async fn rename(&self, id: IssueId, title: &str) {
        let patch = IssuePatch {
            title: Some(title.into()),
            ..Default::default()
        };
        self.store.update_issue(&self.me, id, patch).await.unwrap();
    }

    /// What is to be pushed, a line each.
    async fn outgoing(&self) -> Vec<String> {
        let outgoing = self.store.changes_to_push(&self.me).await.unwrap();
        let line = |out: &model::sync::OutgoingIssue| {
            format!(
                "{} {} {}",
                out.version.title,
                if out.changed() { "changed" } else { "same" },
                out.comments.len()
            )
        };
        let deleted = outgoing
            .deleted
            .iter()
            .map(|uuid| format!("-{}", uuid.as_u128()));
        outgoing.issues.iter().map(line).chain(deleted).collect()
    }

    /// As if all of it had been written to the hub.
    async fn push(&self) {
        let outgoing = self.store.changes_to_push(&self.me).await.unwrap();
        let comments = outgoing
            .issues
            .iter()
            .flat_map(|out| &out.comments)
            .map(|comment| comment.uuid)
            .collect();
        let issues = outgoing
            .issues
            .into_iter()
            .map(|out| (out.version, out.row_version))
            .collect();
        self.store
            .pushed(
                &self.me,
                PushedState {
                    issues,
                    comments,
                    deleted: outgoing.deleted,
                    ..Default::default()
                },
            )
            .await
            .unwrap();
    }
}

on_both! {
    async fn what_came_from_the_hub_is_not_pushed_back(db: Db) {
        let mut first = told(1, "First");
        first.issue.labels = vec!["bug".into(), "db".into()];
        first.issue.comments = vec![comment(9, "Said there")];
        first.related = [uuid(2)].into();
        let mut second = told(2, "Second");
        second.blockers = [uuid(1), uuid(77)].into();
        second.issue.parent = Some(uuid(1));
        second.archived = true;
        second.issue.status = Status::Done;
        let report = db.take_in(vec![second.clone(), first.clone()], Vec::new()).await;
        assert_eq!((report.issues_created, report.issues_updated, report.comments, report.warnings), (2, 0, 1, Vec::new()));
        assert_eq!(db.outgoing().await, [""; 0]);
        let detail = db.store.issue_detail(&db.me, IssueId(2)).await.unwrap();
        assert_eq!((detail.blockers[0].id, detail.parent.unwrap().id, detail.issue.archived_at.is_some()), (IssueId(1), IssueId(1), true));
        assert_eq!(detail.activities.iter().map(|a| a.action.as_str()).collect::<Vec<_>>(), ["imported"]);
        assert_eq!(db.take_in(vec![first, second], Vec::new()).await, FetchReport::default());
    }

    async fn a_change_here_survives_a_change_there(db: Db) {
        db.take_in(vec![told(1, "Title")], Vec::new()).await;
        db.rename(IssueId(1), "Renamed here").await;
        db.store.add_label(&db.me, IssueId(1), "here").await.unwrap();
        let mut there = told(1, "Title");
        there.issue.priority = Priority::Urgent;
        there.issue.labels = vec!["there".into()];
        there.issue.updated_at = at(50);
        let report = db.take_in(vec![there.clone()], Vec::new()).await;
        assert_eq!((report.issues_updated, report.conflicts), (1, 0));
        let detail = db.store.issue_detail(&db.me, IssueId(1)).await.unwrap();
        let labels: Vec<_> = detail.labels.iter().map(|label| label.name.as_str()).collect();
        assert_eq!((detail.issue.title.as_str(), detail.issue.priority, labels), ("Renamed here", Priority::Urgent, vec!["here", "there"]));
        assert_eq!(db.outgoing().await, ["Renamed here changed 0"]);
        db.push().await;
        assert_eq!(db.outgoing().await, [""; 0]);
        // A drag within the lane says nothing to the hub.
        db.issue("Other").await;
        db.store.move_issue(&db.me, IssueId(1), Status::Backlog, model::Place::Bottom).await.unwrap();
        assert_eq!(db.outgoing().await, ["Other changed 0"]);
    }

    async fn the_same_field_on_both_sides_is_told(db: Db) {
        db.take_in(vec![told(1, "Title")], Vec::new()).await;
        db.rename(IssueId(1), "Here").await;
        let mut there = told(1, "There");
        there.issue.updated_at = at(50);
        assert_eq!(db.take_in(vec![there], Vec::new()).await.conflicts, 1);
        let detail = db.store.issue_detail(&db.me, IssueId(1)).await.unwrap();
        let conflict = Action::MergeConflict { field: "title".into(), kept: "Here".into(), dropped: "There".into() };
        assert_eq!(detail.activities.last().unwrap().action, conflict);
        assert_eq!(detail.issue.title, "Here", "it was changed here later");
    }

    async fn only_what_moved_is_looked_at(db: Db) {
        let milestone = db.store.create_milestone(&db.me, NewMilestone { name: "v1".into(), ..Default::default() }).await.unwrap();
        let new = NewIssue { title: "New".into(), milestone: Some(milestone), labels: vec!["a".into()], ..Default::default() };
        let id = db.store.create_issue(&db.me, new).await.unwrap().id;
        assert_eq!(db.outgoing().await, ["New changed 0"]);
        db.push().await;
        db.store.add_comment(&db.me, id, NewComment { content: "Said here".into(), ..Default::default() }).await.unwrap();
        assert_eq!(db.outgoing().await, ["New same 1"]);
        db.push().await;
        assert_eq!(db.outgoing().await, [""; 0]);
    }

    async fn deletions(db: Db) {
        db.take_in(vec![told(1, "Deleted here"), told(2, "Deleted there"), told(3, "Changed here")], Vec::new()).await;
        db.store.delete_issue(&db.me, IssueId(1)).await.unwrap();
        assert_eq!(db.outgoing().await, ["-1"]);
        assert_eq!(db.take_in(vec![told(1, "Deleted here")], Vec::new()).await, FetchReport::default(), "it stays deleted");
        db.rename(IssueId(3), "Kept").await;
        let report = db.take_in(Vec::new(), vec![uuid(2), uuid(3)]).await;
        assert_eq!(report.issues_deleted, 1);
        assert_eq!(db.outgoing().await, ["Kept changed 0", "-1"]);
        db.push().await;
        assert_eq!(db.outgoing().await, [""; 0]);
        let mut back = told(1, "Put back");
        back.issue.updated_at = at(1);
        assert_eq!(db.take_in(vec![back], Vec::new()).await.issues_created, 1);
    }

    async fn a_checkpoint_is_read_beside_the_files(db: Db) {
        let later = |title: &str, seconds| {
            let mut hub = told(1, title);
            hub.issue.updated_at = at(seconds);
            (HubSource::Checkpoint, hub)
        };
        let find = async |issues| db.store.fetch_in(&db.me, RemoteChanges { issues, ..Default::default() }).await.unwrap();
        find(vec![(HubSource::Files, told(1, "File")), later("Checkpoint", 40)]).await;
        assert_eq!(db.store.issue(&db.me, IssueId(1)).await.unwrap().title, "Checkpoint");
        assert_eq!(db.outgoing().await, [""; 0], "the hub says so already");
        let patch = IssuePatch { priority: Some(Priority::Low), ..Default::default() };
        db.store.update_issue(&db.me, IssueId(1), patch).await.unwrap();
        find(vec![later("Checkpoint, again", 60)]).await;
        let issue = db.store.issue(&db.me, IssueId(1)).await.unwrap();
        assert_eq!((issue.title.as_str(), issue.priority), ("Checkpoint, again", Priority::Low));
        assert_eq!(db.outgoing().await, ["Checkpoint, again changed 0"]);
    }

    async fn what_agents_deleted_goes_unless_it_was_changed_here(db: Db) {
        let told = |number, title| (HubSource::Checkpoint, told(number, title));
        let find = async |issues, gone: &[u128]| {
            let gone = gone.iter().map(|number| (HubSource::Checkpoint, uuid(*number))).collect();
            db.store.fetch_in(&db.me, RemoteChanges { issues, gone, ..Default::default() }).await.unwrap()
        };
        find(vec![told(1, "Deleted there"), told(2, "Changed here")], &[]).await;
        db.rename(IssueId(2), "Kept").await;
        assert_eq!(find(Vec::new(), &[1, 2]).await.issues_deleted, 1);
        assert_eq!(find(Vec::new(), &[1, 2]).await, FetchReport::default(), "it is told again and again");
        assert_eq!(db.outgoing().await, ["Kept changed 0"]);
    }

    async fn how_far_it_came_is_remembered(db: Db) {
        assert_eq!(db.store.sync_state(&db.me).await.unwrap(), SyncState::default());
        let state = SyncState { files: Some("abc".into()), last_fetch_at: Some(at(1)), ..Default::default() };
        db.store.save_sync_state(&db.me, state.clone()).await.unwrap();
        db.store.save_sync_state(&db.me, state.clone()).await.unwrap();
        assert_eq!(db.store.sync_state(&db.me).await.unwrap(), state);
    }
}
