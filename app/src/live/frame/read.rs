//! Reading a frame. Its type may stand behind what it says, so a frame is read as the fields of all
//! frames: what serde does for an enum would keep the whole frame in between, and was 41 kB of
//! wasm.

use model::{AgentStatus, Card, IssueField, IssueId, LockAction, Slug, Status, Timestamp};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error},
};

use super::Frame;

/// The fields of all frames.
#[derive(Deserialize)]
pub(super) struct Fields {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    seq: i64,
    mutation: Option<String>,
    field: Option<IssueField>,
    card: Option<Box<Card>>,
    issue_id: Option<IssueId>,
    /// A lane's or an agent's.
    status: Option<String>,
    issues: Option<i64>,
    agent_id: Option<String>,
    timestamp: Option<Timestamp>,
    active_issue_id: Option<IssueId>,
    action: Option<LockAction>,
    slug: Option<Slug>,
    was: Option<Slug>,
    revision: Option<i64>,
    dropped: Option<u64>,
    channels: Option<Vec<String>>,
    detail: Option<String>,
}

impl TryFrom<Fields> for Frame {
    type Error = String;

    fn try_from(fields: Fields) -> Result<Self, String> {
        let kind = fields.kind.clone();
        frame(fields).ok_or_else(|| format!("not a frame, or fields are missing: {kind}"))
    }
}

fn frame(fields: Fields) -> Option<Frame> {
    let Fields { seq, mutation, .. } = fields;
    Some(match fields.kind.as_str() {
        "card" => Frame::Card {
            seq,
            mutation,
            field: fields.field?,
            card: fields.card?,
        },
        "card_removed" => Frame::CardRemoved {
            seq,
            mutation,
            issue_id: fields.issue_id?,
        },
        "lane_renumbered" => Frame::LaneRenumbered {
            seq,
            status: named::<Status>(&fields.status?)?,
        },
        "imported" => Frame::Imported {
            seq,
            issues: fields.issues?,
        },
        "milestones" => Frame::Milestones { seq },
        "heartbeat" => Frame::Heartbeat {
            seq,
            agent_id: fields.agent_id?,
            timestamp: fields.timestamp?,
            active_issue_id: fields.active_issue_id,
        },
        "agent_status" => Frame::AgentStatus {
            seq,
            agent_id: fields.agent_id?,
            status: named::<AgentStatus>(&fields.status?)?,
        },
        "lock_changed" => Frame::LockChanged {
            seq,
            issue_id: fields.issue_id?,
            action: fields.action?,
            agent_id: fields.agent_id?,
        },
        "sessions" => Frame::Sessions { seq },
        "usage" => Frame::Usage { seq },
        "knowledge" => Frame::Knowledge {
            seq,
            slug: fields.slug?,
            was: fields.was,
            revision: fields.revision,
            mutation,
        },
        "gap" => Frame::Gap {
            seq,
            dropped: fields.dropped?,
        },
        "resync" => Frame::Resync { seq },
        "subscribed" => Frame::Subscribed {
            seq,
            channels: fields.channels?,
        },
        "pong" => Frame::Pong { seq },
        "error" => Frame::Error {
            seq,
            detail: fields.detail?,
        },
        _ => return None,
    })
}

fn named<'a, T: Deserialize<'a>>(name: &'a str) -> Option<T> {
    let name: serde::de::value::StrDeserializer<'a, Error> = name.into_deserializer();
    T::deserialize(name).ok()
}

#[cfg(test)]
mod tests {
    use model::{Color, Label, Priority};

    use super::*;

    fn card() -> Card {
        Card {
            id: IssueId(3),
            identifier: "MAIN-3".into(),
            title: "Read".into(),
            status: Status::Todo,
            priority: Priority::High,
            sort_order: 1024.5,
            version: 1,
            parent: Some(IssueId(1)),
            milestone: None,
            milestone_name: None,
            labels: vec![Label {
                name: "bug".into(),
                color: Color::Red,
            }],
            blocked_by: 0,
            unblocks: 0,
            subissues_done: 0,
            subissues: 0,
            comments: 0,
            holder: None,
            created_at: Timestamp::EPOCH,
            updated_at: Timestamp::EPOCH,
            archived: false,
        }
    }

    #[test]
    fn every_frame_is_read_as_it_was_written() {
        let (seq, agent_id, issue_id) = (7, "a".to_owned(), IssueId(3));
        let frames = [
            Frame::Card {
                seq,
                mutation: None,
                field: IssueField::Updated,
                card: Box::new(card()),
            },
            Frame::CardRemoved {
                seq,
                mutation: Some("m".into()),
                issue_id,
            },
            Frame::LaneRenumbered {
                seq,
                status: Status::InProgress,
            },
            Frame::Imported { seq, issues: 2 },
            Frame::Milestones { seq },
            Frame::Heartbeat {
                seq,
                agent_id: agent_id.clone(),
                timestamp: Timestamp::EPOCH,
                active_issue_id: None,
            },
            Frame::AgentStatus {
                seq,
                agent_id: agent_id.clone(),
                status: AgentStatus::Active,
            },
            Frame::LockChanged {
                seq,
                issue_id,
                action: LockAction::Claimed,
                agent_id,
            },
            Frame::Sessions { seq },
            Frame::Usage { seq },
            Frame::Knowledge {
                seq,
                slug: "p".parse::<Slug>().unwrap(),
                was: None,
                revision: Some(1),
                mutation: None,
            },
            Frame::Gap { seq, dropped: 9 },
            Frame::Resync { seq },
            Frame::Subscribed {
                seq,
                channels: vec!["cards".into()],
            },
            Frame::Pong { seq },
            Frame::Error {
                seq,
                detail: "no".into(),
            },
        ];
        for frame in frames {
            let text = serde_json::to_string(&frame).unwrap();
            assert_eq!(
                serde_json::from_str::<Frame>(&text).unwrap(),
                frame,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        for text in [
            r#"{"type":"other","seq":1}"#,
            r#"{"type":"card","seq":1}"#,
            r#"{"seq":1}"#,
            "[]",
        ] {
            assert!(serde_json::from_str::<Frame>(text).is_err(), "{text}");
        }
    }
}
