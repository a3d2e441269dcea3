//! Milestones.

use model::{IssuePatch, NewMilestone};

use crate::support::refusal;

fn named(name: &str) -> NewMilestone {
    NewMilestone { name: name.into(), description: Some("why".into()) }
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
        let milestones = db.store.list_milestones(&db.me, true).await.unwrap();
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
        db.run("update milestones set status = 'closed', closed_at = created_at").await;
        assert_eq!(db.store.list_milestones(&db.me, true).await.unwrap(), []);
        assert_eq!(db.store.list_milestones(&db.me, false).await.unwrap().len(), 1);
        assert_eq!(refusal(db.store.create_milestone(&db.me, named("")).await).to_string(), "Name must not be blank");
    }
}
