//! An event as text, made once for all sockets.

use axum::extract::ws::Utf8Bytes;
use model::{Change, Event};

use super::{
    local::ServerFrame,
    subscription::{Channel, Subscription},
};

/// What one event says to each kind of listener.
#[derive(Clone, Debug)]
pub struct Frames {
    /// The event's number.
    pub seq: i64,
    issues: Option<Utf8Bytes>,
    cards: Option<Utf8Bytes>,
    /// Both say the same: whoever hears both channels needs it once.
    one_is_enough: bool,
}

impl Frames {
    /// The frames of an event.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        let (seq, mutation) = (event.seq, event.mutation.as_deref());
        let (issues, cards) = match &event.change {
            Change::Issue { id, field, card } => {
                let ours = match card {
                    Some(card) => ServerFrame::Card { seq, mutation, field: *field, card },
                    None => ServerFrame::CardRemoved { seq, issue_id: id.0, mutation },
                };
                (Some(ServerFrame::IssueUpdated { issue_id: id.0, field: *field, seq }), ours)
            }
            Change::LaneRenumbered { status } => (None, ServerFrame::LaneRenumbered { seq, status: *status }),
            // The contract has no word for "many at once", but it has one for "read everything again".
            Change::Imported { issues } => {
                (Some(ServerFrame::Gap { dropped: issues.unsigned_abs(), seq }), ServerFrame::Imported { seq, issues: *issues })
            }
            Change::Milestones => (None, ServerFrame::Milestones { seq }),
        };
        let one_is_enough = matches!(event.change, Change::Imported { .. });
        Frames { seq, issues: issues.map(|frame| frame.text()), cards: Some(cards.text()), one_is_enough }
    }

    /// A gap for everybody.
    #[must_use]
    pub fn gap(seq: i64, dropped: u64) -> Self {
        let text = ServerFrame::Gap { dropped, seq }.text();
        Frames { seq, issues: Some(text.clone()), cards: Some(text), one_is_enough: true }
    }

    /// What a subscription hears of it, in order.
    pub fn heard_by(&self, subscription: Subscription) -> impl Iterator<Item = Utf8Bytes> {
        let cards = self.cards.clone().filter(|_| subscription.has(Channel::Cards));
        let enough = self.one_is_enough && cards.is_some();
        let issues = self.issues.clone().filter(|_| subscription.has(Channel::Issues) && !enough);
        issues.into_iter().chain(cards)
    }
}

#[cfg(test)]
mod tests {
    use model::{IssueField, IssueId, Status, Timestamp, WorkspaceId};

    use super::*;

    fn check(change: Change, channels: &[Channel], expect: &[&str]) {
        let at = Timestamp::from_micros(0).unwrap();
        let event = Event { seq: 17, workspace: WorkspaceId(1), at, mutation: Some("m".into()), change };
        let heard: Vec<_> = Frames::of(&event).heard_by(channels.iter().copied().collect()).collect();
        assert_eq!(heard, expect);
    }

    #[test]
    fn what_each_channel_hears() {
        let both = [Channel::Cards, Channel::Issues];
        let deleted = Change::Issue { id: IssueId(42), field: IssueField::Deleted, card: None };
        let hint = r#"{"type":"issue_updated","issue_id":42,"field":"deleted","seq":17}"#;
        let removed = r#"{"type":"card_removed","seq":17,"issue_id":42,"mutation":"m"}"#;
        check(deleted.clone(), &[Channel::Issues], &[hint]);
        check(deleted.clone(), &[Channel::Cards], &[removed]);
        check(deleted.clone(), &both, &[hint, removed]);
        check(deleted, &[Channel::Agents, Channel::Locks, Channel::Execution], &[]);
        let gap = r#"{"type":"gap","dropped":3,"seq":17}"#;
        let imported = r#"{"type":"imported","seq":17,"issues":3}"#;
        check(Change::Imported { issues: 3 }, &[Channel::Issues], &[gap]);
        check(Change::Imported { issues: 3 }, &both, &[imported]);
        check(Change::Milestones, &both, &[r#"{"type":"milestones","seq":17}"#]);
        let lane = r#"{"type":"lane_renumbered","seq":17,"status":"todo"}"#;
        check(Change::LaneRenumbered { status: Status::Todo }, &both, &[lane]);
    }
}
