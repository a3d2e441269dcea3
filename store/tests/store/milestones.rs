//! Milestones.

use model::{
    Action, Error as DomainError, IssueId, IssuePatch, MilestoneId, MilestonePatch,
    MilestoneStatus, NewIssue, NewMilestone,
};

use crate::support::refusal;

fn named(name: &str) -> NewMilestone {
    NewMilestone {
        name: name.into(),
        description: Some("why".into()),
    }
}

on_both! {
    async fn a_milestone_counts_its_issues(db: Db) {
        let [a, b] = db.letters().await;
        let mut ears = db.listen().await;
        let old = db.store.create_milestone(&db.me, named("old")).await.unwrap();
        db.wait(1);
        let new = db.store.create_milestone(&db.me, named(" new ")).await.unwrap();
        for id in [a, b] {
            db.store.update_issue(&db.me, id, IssuePatch { milestone: Some(Some(old)), ..Default::default() }).await.unwrap();
        }
        db.store.close_issue(&db.me, a).await.unwrap();
        db.store.archive_issue(&db.me, a).await.unwrap();
        let milestones = db.store.list_milestones(&db.me, Some(MilestoneStatus::Open)).await.unwrap();
        assert_eq!(milestones.iter().map(|m| (m.id, m.name.as_str())).collect::<Vec<_>>(), [(new, "new"), (old, "old")]);
        assert_eq!((milestones[1].issue_count, milestones[1].completed_count), (2, 1));
        assert_eq!(db.store.issue_detail(&db.me, a).await.unwrap().milestone.as_ref(), Some(&milestones[1]));
        assert_eq!(db.card(b).await.milestone_name.as_deref(), Some("old"));
        assert_eq!(
            db.heard(&mut ears).await,
            ["milestones", "milestones", "milestone #1", "milestone #2", "status #1 done", "status #1 done"]
        );
    }

    async fn closed_milestones_can_be_left_out(db: Db) {
        db.store.create_milestone(&db.me, named("v1")).await.unwrap();
        db.store.close_milestone(&db.me, MilestoneId(1)).await.unwrap();
        assert_eq!(db.store.list_milestones(&db.me, Some(MilestoneStatus::Open)).await.unwrap(), []);
        assert_eq!(db.store.list_milestones(&db.me, None).await.unwrap().len(), 1);
        assert_eq!(refusal(db.store.create_milestone(&db.me, named("")).await).to_string(), "Name must not be blank");
    }

    async fn a_milestone_is_closed_reopened_and_renamed(db: Db) {
        let id = db.store.create_milestone(&db.me, named("v1")).await.unwrap();
        let mut ears = db.listen().await;
        db.wait(1);
        db.store.close_milestone(&db.me, id).await.unwrap();
        let closed = db.store.milestone(&db.me, id).await.unwrap();
        assert_eq!((closed.status, closed.closed_at), (MilestoneStatus::Closed, Some(db.store.now())));
        db.wait(1);
        db.store.close_milestone(&db.me, id).await.unwrap();
        assert_eq!(db.store.milestone(&db.me, id).await.unwrap(), closed);
        db.store.reopen_milestone(&db.me, id).await.unwrap();
        let patch = MilestonePatch { name: Some("v2".into()), description: Some(None) };
        db.store.update_milestone(&db.me, id, patch.clone()).await.unwrap();
        db.store.update_milestone(&db.me, id, patch).await.unwrap();
        let changed = db.store.milestone(&db.me, id).await.unwrap();
        assert_eq!((changed.name.as_str(), changed.description, changed.closed_at), ("v2", None, None));
        assert_eq!(db.heard(&mut ears).await, ["milestones", "milestones", "milestones"]);
        assert_eq!(refusal(db.store.close_milestone(&db.me, MilestoneId(9)).await).to_string(), "Milestone #9 does not exist");
        assert_eq!(refusal(db.store.milestone(&db.me, MilestoneId(9)).await).to_string(), "Milestone #9 does not exist");
    }

    async fn an_issue_is_in_one_milestone(db: Db) {
        let [a] = db.letters().await;
        let one = db.store.create_milestone(&db.me, named("one")).await.unwrap();
        let two = db.store.create_milestone(&db.me, named("two")).await.unwrap();
        let mut ears = db.listen().await;
        for id in [one, two, two] {
            db.store.assign_milestone(&db.me, id, a).await.unwrap();
        }
        assert_eq!(db.heard(&mut ears).await, ["milestone #1", "milestone #1"]);
        let detail = db.store.issue_detail(&db.me, a).await.unwrap();
        assert_eq!(detail.milestone.map(|milestone| milestone.id), Some(two));
        assert_eq!(detail.activities.last().unwrap().action, Action::MilestoneChanged { from: Some(one), to: Some(two) });
        let refused = refusal(db.store.unassign_milestone(&db.me, one, a).await);
        assert_eq!(refused, DomainError::NotInMilestone { id: a, milestone: one });
        db.store.unassign_milestone(&db.me, two, a).await.unwrap();
        assert_eq!(db.store.issue(&db.me, a).await.unwrap().milestone, None);
        assert_eq!(refusal(db.store.assign_milestone(&db.me, MilestoneId(9), a).await).to_string(), "Milestone #9 does not exist");
        assert_eq!(refusal(db.store.assign_milestone(&db.me, one, IssueId(9)).await), DomainError::no_issue(IssueId(9)));
    }

    async fn a_deleted_milestone_leaves_its_issues(db: Db) {
        let [a, b, c] = db.letters().await;
        let [gone, kept] = [db.store.create_milestone(&db.me, named("gone")).await.unwrap(), db.store.create_milestone(&db.me, named("kept")).await.unwrap()];
        for (milestone, issue) in [(gone, a), (gone, b), (kept, c)] {
            db.store.assign_milestone(&db.me, milestone, issue).await.unwrap();
        }
        db.store.close_issue(&db.me, b).await.unwrap();
        db.store.archive_issue(&db.me, b).await.unwrap();
        let mut ears = db.listen().await;
        db.wait(60);
        db.store.delete_milestone(&db.me, gone).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["milestone #1", "milestone #2", "milestones"]);
        let left = db.store.list_milestones(&db.me, None).await.unwrap();
        assert_eq!(left.iter().map(|milestone| milestone.id).collect::<Vec<_>>(), [kept]);
        for issue in [a, b] {
            let detail = db.store.issue_detail(&db.me, issue).await.unwrap();
            assert_eq!((detail.issue.milestone, detail.milestone, detail.issue.updated_at), (None, None, db.store.now()));
            assert_eq!(detail.activities.last().unwrap().action, Action::MilestoneChanged { from: Some(gone), to: None });
        }
        assert_eq!(db.store.issue(&db.me, c).await.unwrap().milestone, Some(kept));
        assert_eq!(refusal(db.store.delete_milestone(&db.me, gone).await).to_string(), "Milestone #1 does not exist");
        assert_eq!(db.store.create_milestone(&db.me, named("new")).await.unwrap(), MilestoneId(3), "a number is never reused");
    }

    async fn burn_up_is_told_by_the_history(db: Db) {
        let [a, b, c] = db.letters().await;
        let id = db.store.create_milestone(&db.me, named("v1")).await.unwrap();
        let next_day = || db.wait(86_400);
        next_day();
        db.store.assign_milestone(&db.me, id, a).await.unwrap();
        db.store.assign_milestone(&db.me, id, b).await.unwrap();
        let born = NewIssue { title: "d".into(), milestone: Some(id), ..Default::default() };
        db.store.create_issue(&db.me, born).await.unwrap();
        next_day();
        next_day();
        db.store.close_issue(&db.me, a).await.unwrap();
        db.store.close_issue(&db.me, c).await.unwrap();
        next_day();
        db.store.unassign_milestone(&db.me, id, b).await.unwrap();
        db.store.archive_issue(&db.me, a).await.unwrap();
        next_day();
        db.store.reopen_issue(&db.me, a).await.unwrap();
        let days = db.store.milestone_burn_up(&db.me, id).await.unwrap();
        let days: Vec<_> = days.iter().map(|d| format!("{} {}/{}", d.day, d.completed, d.total)).collect();
        assert_eq!(days, ["2026-01-01 0/0", "2026-01-02 0/3", "2026-01-04 1/3", "2026-01-05 1/2", "2026-01-06 0/2"]);
        assert_eq!(refusal(db.store.milestone_burn_up(&db.me, MilestoneId(9)).await).to_string(), "Milestone #9 does not exist");
    }
}
