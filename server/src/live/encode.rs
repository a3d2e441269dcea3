//! An event as text, made once for all sockets.

use axum::extract::ws::Utf8Bytes;
use model::{Change, Event, Slug};

use super::{
    protocol::ServerFrame,
    subscription::{Channel, Subscription},
};

/// What one event says to each kind of listener.
#[derive(Clone, Debug)]
pub struct Frames {
    /// The event's number.
    pub seq: i64,
    /// For whoever hears any of these channels of the contract.
    contract: Option<(Subscription, Utf8Bytes)>,
    cards: Option<Utf8Bytes>,
    /// Both say the same: whoever hears both channels needs it once.
    one_is_enough: bool,
    /// Numbers before it count for nothing any more: they were another database's.
    pub begins_again: bool,
}

impl Frames {
    /// The frames of an event.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        let seq = event.seq;
        let ours = |frame: ServerFrame<'_>| Frames {
            cards: Some(frame.text()),
            ..Frames::silent(seq)
        };
        match &event.change {
            Change::Issue { id, field, card } => {
                let hint = ServerFrame::IssueUpdated {
                    issue_id: id.0,
                    field: *field,
                    seq,
                };
                let mutation = event.mutation.as_deref();
                let frames = match card {
                    Some(card) => ours(ServerFrame::Card {
                        seq,
                        mutation,
                        field: *field,
                        card,
                    }),
                    None => ours(ServerFrame::CardRemoved {
                        seq,
                        issue_id: id.0,
                        mutation,
                    }),
                };
                Frames {
                    contract: Some((only(Channel::Issues), hint.text())),
                    ..frames
                }
            }
            // The contract has no word for "many at once", but it has one for "read everything
            // again".
            Change::Imported { issues } => {
                let gap = ServerFrame::Gap {
                    dropped: issues.unsigned_abs(),
                    seq,
                };
                let frames = ours(ServerFrame::Imported {
                    seq,
                    issues: *issues,
                });
                Frames {
                    contract: Some((only(Channel::Issues), gap.text())),
                    one_is_enough: true,
                    ..frames
                }
            }
            Change::Heartbeat {
                agent,
                at,
                active_issue,
            } => {
                let (timestamp, active_issue_id) =
                    (at.to_seconds(), active_issue.map(|issue| issue.0));
                Frames::both(
                    only(Channel::Agents),
                    seq,
                    &ServerFrame::Heartbeat {
                        agent_id: agent,
                        timestamp,
                        active_issue_id,
                        seq,
                    },
                )
            }
            Change::AgentStatus { agent, status } => Frames::both(
                only(Channel::Agents),
                seq,
                &ServerFrame::AgentStatus {
                    agent_id: agent,
                    status: *status,
                    seq,
                },
            ),
            Change::LockChanged {
                issue,
                action,
                agent,
            } => {
                let frame = ServerFrame::LockChanged {
                    issue_id: issue.0,
                    action: *action,
                    agent_id: agent,
                    seq,
                };
                Frames::both(only(Channel::Locks), seq, &frame)
            }
            Change::LaneRenumbered { status } => ours(ServerFrame::LaneRenumbered {
                seq,
                status: *status,
            }),
            Change::Milestones => ours(ServerFrame::Milestones { seq }),
            Change::Sessions => ours(ServerFrame::Sessions { seq }),
            Change::Usage => ours(ServerFrame::Usage { seq }),
            Change::Restored => Frames::resync(seq),
            Change::Knowledge {
                slug,
                was,
                revision,
            } => {
                let (slug, was) = (slug.as_str(), was.as_ref().map(Slug::as_str));
                let mutation = event.mutation.as_deref();
                ours(ServerFrame::Knowledge {
                    seq,
                    slug,
                    was,
                    revision: *revision,
                    mutation,
                })
            }
        }
    }

    /// The same frame for channels of the contract and for ours.
    fn both(channels: Subscription, seq: i64, frame: &ServerFrame<'_>) -> Self {
        let text = frame.text();
        Frames {
            contract: Some((channels, text.clone())),
            cards: Some(text),
            one_is_enough: true,
            ..Frames::silent(seq)
        }
    }

    fn silent(seq: i64) -> Self {
        Frames {
            seq,
            contract: None,
            cards: None,
            one_is_enough: false,
            begins_again: false,
        }
    }

    /// Everybody reads again, and goes on from `seq`, even if it is lower than what was heard
    /// before.
    #[must_use]
    pub fn resync(seq: i64) -> Self {
        Frames {
            begins_again: true,
            ..Frames::both(Subscription::default(), seq, &ServerFrame::Resync { seq })
        }
    }

    /// A gap for everybody.
    #[must_use]
    pub fn gap(seq: i64, dropped: u64) -> Self {
        Frames::both(
            Subscription::default(),
            seq,
            &ServerFrame::Gap { dropped, seq },
        )
    }

    /// What a subscription hears of it, in order.
    pub fn heard_by(&self, subscription: Subscription) -> impl Iterator<Item = Utf8Bytes> {
        let cards = self
            .cards
            .clone()
            .filter(|_| subscription.has(Channel::Cards));
        let enough = self.one_is_enough && cards.is_some();
        let contract = self
            .contract
            .clone()
            .filter(|(channels, _)| subscription.meets(*channels) && !enough);
        contract.map(|(_, text)| text).into_iter().chain(cards)
    }
}

fn only(channel: Channel) -> Subscription {
    std::iter::once(channel).collect()
}

#[cfg(test)]
mod tests {
    use model::{AgentStatus, IssueField, IssueId, LockAction, Status, Timestamp, WorkspaceId};

    use super::*;

    fn check(change: Change, channels: &[Channel], expect: &[&str]) {
        let at = Timestamp::from_micros(0).unwrap();
        let event = Event {
            seq: 17,
            workspace: WorkspaceId(1),
            at,
            mutation: Some("m".into()),
            change,
        };
        let heard: Vec<_> = Frames::of(&event)
            .heard_by(channels.iter().copied().collect())
            .collect();
        assert_eq!(heard, expect);
    }

    #[test]
    fn what_each_channel_hears() {
        let both = [Channel::Cards, Channel::Issues];
        let deleted = Change::Issue {
            id: IssueId(42),
            field: IssueField::Deleted,
            card: None,
        };
        let hint = r#"{"type":"issue_updated","issue_id":42,"field":"deleted","seq":17}"#;
        let removed = r#"{"type":"card_removed","seq":17,"issue_id":42,"mutation":"m"}"#;
        check(deleted.clone(), &[Channel::Issues], &[hint]);
        check(deleted.clone(), &[Channel::Cards], &[removed]);
        check(deleted.clone(), &both, &[hint, removed]);
        check(
            deleted,
            &[Channel::Agents, Channel::Locks, Channel::Execution],
            &[],
        );
        let gap = r#"{"type":"gap","dropped":3,"seq":17}"#;
        let imported = r#"{"type":"imported","seq":17,"issues":3}"#;
        check(Change::Imported { issues: 3 }, &[Channel::Issues], &[gap]);
        check(Change::Imported { issues: 3 }, &both, &[imported]);
        let missed: Vec<_> = Frames::gap(17, 3).heard_by(only(Channel::Locks)).collect();
        assert_eq!(missed, [gap], "whoever listens at all is told");
        check(
            Change::Milestones,
            &both,
            &[r#"{"type":"milestones","seq":17}"#],
        );
        let beat = Change::Heartbeat {
            agent: "worker-1".into(),
            at: Timestamp::from_micros(0).unwrap(),
            active_issue: Some(IssueId(42)),
        };
        let heartbeat = r#"{"type":"heartbeat","agent_id":"worker-1","timestamp":"1970-01-01T00:00:00Z","active_issue_id":42,"seq":17}"#;
        check(beat.clone(), &[Channel::Agents], &[heartbeat]);
        check(
            beat.clone(),
            &[Channel::Agents, Channel::Cards],
            &[heartbeat],
        );
        check(beat, &[Channel::Locks, Channel::Issues], &[]);
        let stale = Change::AgentStatus {
            agent: "worker-1".into(),
            status: AgentStatus::Stale,
        };
        check(
            stale,
            &[Channel::Agents],
            &[r#"{"type":"agent_status","agent_id":"worker-1","status":"stale","seq":17}"#],
        );
        let claimed = Change::LockChanged {
            issue: IssueId(42),
            action: LockAction::Claimed,
            agent: "worker-1".into(),
        };
        let lock = r#"{"type":"lock_changed","issue_id":42,"action":"claimed","agent_id":"worker-1","seq":17}"#;
        check(claimed, &[Channel::Locks], &[lock]);
        check(
            Change::Sessions,
            &both,
            &[r#"{"type":"sessions","seq":17}"#],
        );
        check(Change::Usage, &both, &[r#"{"type":"usage","seq":17}"#]);
        check(Change::Sessions, &[Channel::Issues, Channel::Agents], &[]);
        let renamed = Change::Knowledge {
            slug: "b".parse().unwrap(),
            was: Some("a".parse().unwrap()),
            revision: Some(2),
        };
        check(
            renamed,
            &both,
            &[r#"{"type":"knowledge","seq":17,"slug":"b","was":"a","revision":2,"mutation":"m"}"#],
        );
        let lane = r#"{"type":"lane_renumbered","seq":17,"status":"todo"}"#;
        check(
            Change::LaneRenumbered {
                status: Status::Todo,
            },
            &both,
            &[lane],
        );
    }
}
