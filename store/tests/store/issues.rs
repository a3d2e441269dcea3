//! Issues, verb by verb: what they return, what they leave behind, what they announce.

mod board;
mod bulk;
mod bulk_undo;
mod lanes;
mod lifecycle;
mod listing;
mod search;
mod undo;

use model::{
    Action, Error as DomainError, IssueId, IssuePatch, IssueRef, MilestoneId, NewIssue,
    NewMilestone, Noun, Priority, Status, Uuid,
};
use store::Error;

use crate::support::refusal;

fn child_of(parent: IssueId) -> NewIssue {
    NewIssue {
        title: "child".into(),
        parent: Some(parent),
        ..Default::default()
    }
}

on_both! {
    async fn a_created_issue_is_what_is_read(db: Db) {
        let mut ears = db.listen().await;
        let new = NewIssue {
            title: "  Fix auth timeout ".into(),
            description: Some("{\"not\": \"parsed\"}\n\u{1}".into()),
            priority: Priority::High,
            labels: vec!["bug".into(), "api".into(), "bug".into()],
            ..Default::default()
        };
        let issue = db.store.create_issue(&db.me, new).await.unwrap();
        assert_eq!((issue.id.0, issue.identifier.as_str(), issue.title.as_str()), (1, "MAIN-1", "Fix auth timeout"));
        assert_eq!(issue.author.as_ref().unwrap().name, db.store.display_name(&db.me).await.unwrap());
        assert_eq!(db.store.issue(&db.me, issue.id).await.unwrap(), issue);
        let detail = db.store.issue_detail(&db.me, issue.id).await.unwrap();
        assert_eq!(detail.issue, issue);
        assert_eq!(detail.labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>(), ["api", "bug"]);
        assert_eq!(detail.activities.len(), 1);
        assert_eq!((&detail.activities[0].action, &detail.activities[0].author), (&Action::Created, issue.author.as_ref().unwrap()));
        assert_eq!(db.heard(&mut ears).await, ["created #1"]);
    }

    async fn the_same_uuid_creates_nothing_twice(db: Db) {
        let new = NewIssue { title: "once".into(), uuid: Some(Uuid::from_u128(7)), ..Default::default() };
        let first = db.store.create_issue(&db.me, new.clone()).await.unwrap();
        let again = db.store.create_issue(&db.me, NewIssue { title: "twice".into(), ..new }).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(db.store.last_seq(&db.me).await.unwrap(), 1);
    }

    async fn a_refused_create_burns_no_number(db: Db) {
        let [a] = db.letters().await;
        let refused = db.store.create_issue(&db.me, child_of(IssueId(99))).await;
        assert_eq!(refusal(refused), DomainError::NotFound { noun: Noun::Parent, name: "#99".into() });
        let new = NewIssue { title: "x".into(), milestone: Some(MilestoneId(7)), ..Default::default() };
        assert_eq!(refusal(db.store.create_issue(&db.me, new).await).to_string(), "Milestone #7 does not exist");
        assert_eq!(refusal(db.store.create_issue(&db.me, NewIssue::default()).await).to_string(), "Title must not be blank");
        assert_eq!(db.issue("next").await.identifier, "MAIN-2");
        assert_eq!(a, IssueId(1));
    }

    async fn a_child_tells_its_parent(db: Db) {
        let [parent] = db.letters().await;
        let mut ears = db.listen().await;
        let child = db.store.create_issue(&db.me, child_of(parent)).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["created #2", "subissues #1"]);
        assert_eq!((db.card(parent).await.subissues, db.card(parent).await.subissues_done), (1, 0));
        db.store.close_issue(&db.me, child.id).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["status #2 done", "subissues #1"]);
        assert_eq!(db.card(parent).await.subissues_done, 1);
        assert_eq!(db.store.issue_detail(&db.me, child.id).await.unwrap().parent.unwrap().id, parent);
        assert_eq!(db.store.issue_detail(&db.me, parent).await.unwrap().subissues[0].id, child.id);
    }

    async fn issues_are_found_by_number_and_identifier(db: Db) {
        let [a] = db.letters().await;
        for text in ["1", "#1", "main-1"] {
            assert_eq!(db.store.find_issue(&db.me, &text.parse::<IssueRef>().unwrap()).await.unwrap(), a);
        }
        let missing = |text: &str| text.parse::<IssueRef>().unwrap();
        assert_eq!(refusal(db.store.find_issue(&db.me, &missing("999")).await).to_string(), "Issue #999 does not exist");
        assert_eq!(refusal(db.store.find_issue(&db.me, &missing("ENG-1")).await).to_string(), "Issue ENG-1 does not exist");
        assert_eq!(refusal(db.store.issue(&db.me, IssueId(9)).await), DomainError::no_issue(IssueId(9)));
        assert_eq!(refusal(db.store.issue_detail(&db.me, IssueId(9)).await), DomainError::no_issue(IssueId(9)));
    }

    async fn an_update_is_recorded_and_announced(db: Db) {
        let [a] = db.letters().await;
        let milestone = db.store.create_milestone(&db.me, NewMilestone { name: "v1".into(), description: None }).await.unwrap();
        let mut ears = db.listen().await;
        db.wait(5);
        let patch = IssuePatch { title: Some("new".into()), description: Some(Some("text".into())), ..Default::default() };
        let issue = db.store.update_issue(&db.me, a, patch).await.unwrap();
        assert_eq!(issue, db.store.issue(&db.me, a).await.unwrap());
        assert_eq!((issue.version, issue.updated_at), (2, db.store.now()));
        let patch = IssuePatch { milestone: Some(Some(milestone)), ..Default::default() };
        db.store.update_issue(&db.me, a, patch).await.unwrap();
        let patch = IssuePatch { milestone: Some(None), priority: Some(Priority::Urgent), status: Some(Status::Todo), ..Default::default() };
        db.store.update_issue(&db.me, a, patch).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["updated #1", "milestone #1", "updated #1", "status #1 todo"]);
        let actions: Vec<_> = db.store.issue_detail(&db.me, a).await.unwrap().activities.into_iter().map(|a| a.action.as_str()).collect();
        let expected = "created title_changed description_changed milestone_changed priority_changed milestone_changed status_changed";
        assert_eq!(actions.join(" "), expected);
    }

    async fn an_update_without_a_change_leaves_nothing(db: Db) {
        let [a] = db.letters().await;
        let before = db.store.issue(&db.me, a).await.unwrap();
        db.wait(5);
        let same = IssuePatch { title: Some("a".into()), priority: Some(Priority::None), parent: Some(None), ..Default::default() };
        assert_eq!(db.store.update_issue(&db.me, a, same).await.unwrap(), before);
        assert_eq!(db.store.issue(&db.me, a).await.unwrap(), before);
        assert_eq!(db.store.last_seq(&db.me).await.unwrap(), 1);
        assert_eq!(db.store.issue_detail(&db.me, a).await.unwrap().activities.len(), 1);
    }

    async fn an_update_is_refused_whole(db: Db) {
        let [a] = db.letters().await;
        let refused = |patch| async { refusal(db.store.update_issue(&db.me, a, patch).await).to_string() };
        let patch = IssuePatch { title: Some("x".into()), status: Some(Status::Review), ..Default::default() };
        assert_eq!(refused(patch).await, "Can't move from Backlog to Review. Allowed: Todo, In progress, Cancelled");
        let patch = IssuePatch { milestone: Some(Some(MilestoneId(7))), ..Default::default() };
        assert_eq!(refused(patch).await, "Milestone #7 does not exist");
        let patch = IssuePatch { parent: Some(Some(IssueId(7))), ..Default::default() };
        assert_eq!(refused(patch).await, "Parent issue #7 does not exist");
        assert_eq!(db.store.issue(&db.me, a).await.unwrap().title, "a");
        assert_eq!(db.store.last_seq(&db.me).await.unwrap(), 1);
    }

    async fn parents_make_no_circle(db: Db) {
        let [a, b, c] = db.letters().await;
        let under = |issue, parent| {
            let patch = IssuePatch { parent: Some(parent), ..Default::default() };
            let db = db.clone();
            async move { db.store.update_issue(&db.me, issue, patch).await }
        };
        under(b, Some(a)).await.unwrap();
        let mut ears = db.listen().await;
        under(c, Some(b)).await.unwrap();
        under(c, Some(a)).await.unwrap();
        under(c, Some(b)).await.unwrap();
        assert_eq!(
            db.heard(&mut ears).await,
            ["updated #3", "subissues #2", "updated #3", "subissues #2", "subissues #1", "updated #3", "subissues #1", "subissues #2"]
        );
        assert_eq!(refusal(under(a, Some(c)).await), DomainError::ParentCycle);
        assert_eq!(refusal(under(a, Some(a)).await), DomainError::SelfParent);
        for (root, below) in [(a, vec![2, 3]), (c, vec![])] {
            let tree = db.store.issue_tree(&db.me, root).await.unwrap();
            assert_eq!(tree.into_iter().map(|issue| issue.id.0).collect::<Vec<_>>(), below);
        }
    }

    async fn a_tree_of_nothing_is_refused(db: Db) {
        assert_eq!(refusal(db.store.issue_tree(&db.me, IssueId(1)).await), DomainError::no_issue(IssueId(1)));
    }

    async fn a_deleted_issue_leaves_its_children(db: Db) {
        let [root, other] = db.letters().await;
        let doomed = db.store.create_issue(&db.me, child_of(root)).await.unwrap().id;
        let child = db.store.create_issue(&db.me, child_of(doomed)).await.unwrap().id;
        db.store.add_blocker(&db.me, other, doomed).await.unwrap();
        db.store.add_comment(&db.me, doomed, model::NewComment { content: "x".into(), ..Default::default() }).await.unwrap();
        db.store.add_label(&db.me, doomed, "bug").await.unwrap();
        let mut ears = db.listen().await;
        db.store.delete_issue(&db.me, doomed).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["deleted #3", "subissues #1", "updated #4", "blockers #2"]);
        assert_eq!(db.store.issue(&db.me, child).await.unwrap().parent, None);
        let last = db.store.issue_detail(&db.me, child).await.unwrap().activities.pop().unwrap();
        assert_eq!(last.action, Action::ParentChanged { from: Some(doomed), to: None });
        assert_eq!(db.card(other).await.blocked_by, 0);
        assert_eq!(refusal(db.store.delete_issue(&db.me, doomed).await), DomainError::no_issue(doomed));
        assert_eq!(db.issue("next").await.id, IssueId(5), "ids are never given out again");
    }

    async fn a_viewer_changes_nothing(db: Db) {
        let viewer = model::Actor::new(db.me.party, db.me.workspace, model::Role::Member);
        let refused = db.store.create_issue(&viewer, NewIssue { title: "x".into(), ..Default::default() }).await;
        assert!(matches!(refused, Err(Error::Rule(DomainError::Forbidden { needs: "MANAGER" }))));
        assert_eq!(db.store.last_seq(&viewer).await.unwrap(), 0);
    }

    async fn the_system_acts_under_its_name(db: Db) {
        let system = model::Actor::system(db.me.workspace);
        let issue = db.store.create_issue(&system, NewIssue { title: "x".into(), ..Default::default() }).await.unwrap();
        assert_eq!(issue.author.as_ref().unwrap().name, "Crosslink");
        assert_eq!(db.store.issue(&db.me, issue.id).await.unwrap(), issue);
        assert_eq!(db.store.issue_detail(&db.me, issue.id).await.unwrap().activities[0].author, issue.author.unwrap());
    }
}
