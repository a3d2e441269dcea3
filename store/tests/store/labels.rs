//! Labels.

use model::{Action, Color, Error as DomainError, IssueId};

use crate::support::refusal;

on_both! {
    async fn a_label_is_put_on_once(db: Db) {
        let [a, b] = db.letters().await;
        let mut ears = db.listen().await;
        db.store.add_label(&db.me, a, " bug ").await.unwrap();
        db.store.add_label(&db.me, b, "bug").await.unwrap();
        db.store.add_label(&db.me, b, "Bug").await.unwrap();
        assert_eq!(refusal(db.store.add_label(&db.me, a, "bug").await), DomainError::DuplicateLabel { id: a, label: "bug".into() });
        assert_eq!(db.heard(&mut ears).await, ["labels #1", "labels #2", "labels #2"]);
        let labels = db.store.issue_labels(&db.me, b).await.unwrap();
        assert_eq!(labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>(), ["Bug", "bug"]);
        assert_eq!(labels[1].color, Color::Red);
        assert_eq!(db.store.issue(&db.me, a).await.unwrap().version, 2);
        let most_used: Vec<_> = db.store.list_labels(&db.me).await.unwrap().into_iter().map(|label| label.name).collect();
        assert_eq!(most_used, ["bug", "Bug"]);
    }

    async fn a_label_is_taken_off(db: Db) {
        let [a] = db.letters().await;
        db.store.add_label(&db.me, a, "bug/ü").await.unwrap();
        let mut ears = db.listen().await;
        db.store.remove_label(&db.me, a, "bug/ü").await.unwrap();
        assert_eq!(refusal(db.store.remove_label(&db.me, a, "bug/ü").await), DomainError::LabelNotOnIssue { id: a, label: "bug/ü".into() });
        assert_eq!(db.heard(&mut ears).await, ["labels #1"]);
        let detail = db.store.issue_detail(&db.me, a).await.unwrap();
        assert_eq!(detail.labels, []);
        assert_eq!(detail.activities.last().unwrap().action, Action::LabelRemoved { label: "bug/ü".into() });
    }

    async fn a_label_is_refused(db: Db) {
        let [a] = db.letters().await;
        assert_eq!(refusal(db.store.add_label(&db.me, IssueId(9), "x").await), DomainError::no_issue(IssueId(9)));
        assert_eq!(refusal(db.store.remove_label(&db.me, IssueId(9), "x").await), DomainError::no_issue(IssueId(9)));
        assert_eq!(refusal(db.store.issue_labels(&db.me, IssueId(9)).await), DomainError::no_issue(IssueId(9)));
        assert_eq!(refusal(db.store.add_label(&db.me, a, "  ").await).to_string(), "Label must not be blank");
    }
}
