//! Where things lie on a hub.
//!
//! Three layouts exist: `issues/<uuid>.json` with the comments inside; `issues/<uuid>/issue.json`
//! with a file a comment; and the checkpoint, one `state.json` with everything.

use model::Uuid;

/// What a file is, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Issue {
        /// Whose path it is.
        uuid: Uuid,
        /// True if its comments are inside.
        flat: bool,
    },
    /// A comment in a file of its own.
    Comment {
        /// The issue it is on.
        issue: Uuid,
        /// Its own identity.
        uuid: Uuid,
    },
    /// A milestone in a file of its own.
    Milestone {
        /// Whose path it is.
        uuid: Uuid,
    },
    /// All milestones, in the old layout.
    Milestones,
    /// A lock in a file of its own, by the number that its issue has on the hub.
    Lock { number: i64 },
    /// All locks, in the old layout.
    Locks,
    /// When an agent was last heard of.
    Heartbeat,
    /// A checkpoint's state.
    Checkpoint,
    /// Anything else.
    Other,
}

impl Place {
    /// What lies at `path`.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').collect();
        let uuid = |text: &str| text.parse::<Uuid>().ok();
        let stem = |file: &str| file.strip_suffix(".json").and_then(uuid);
        let place = match parts[..] {
            ["issues", file] => stem(file).map(|uuid| Place::Issue { uuid, flat: true }),
            ["issues", folder, "issue.json"] => {
                uuid(folder).map(|uuid| Place::Issue { uuid, flat: false })
            }
            ["issues", folder, "comments", file] => uuid(folder)
                .zip(stem(file))
                .map(|(issue, uuid)| Place::Comment { issue, uuid }),
            ["meta", "milestones", file] => stem(file).map(|uuid| Place::Milestone { uuid }),
            ["meta", "milestones.json"] => Some(Place::Milestones),
            ["locks", file] => file
                .strip_suffix(".json")
                .and_then(|name| name.parse().ok())
                .map(|number| Place::Lock { number }),
            ["locks.json"] => Some(Place::Locks),
            ["heartbeats", file] if file.ends_with(".json") => Some(Place::Heartbeat),
            ["agents", _, "heartbeat.json"] => Some(Place::Heartbeat),
            ["state.json"] => Some(Place::Checkpoint),
            _ => None,
        };
        place.unwrap_or(Place::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let uuid = Uuid::from_u128(0xa);
        let check = |path: &str, expect| {
            assert_eq!(
                Place::of(&path.replace('U', &uuid.to_string())),
                expect,
                "{path}"
            );
        };
        check("issues/U.json", Place::Issue { uuid, flat: true });
        check("issues/U/issue.json", Place::Issue { uuid, flat: false });
        check(
            "issues/U/comments/U.json",
            Place::Comment { issue: uuid, uuid },
        );
        check("meta/milestones/U.json", Place::Milestone { uuid });
        check("meta/milestones.json", Place::Milestones);
        check("locks/42.json", Place::Lock { number: 42 });
        check("locks.json", Place::Locks);
        check("heartbeats/worker-1.json", Place::Heartbeat);
        check("agents/worker-1/heartbeat.json", Place::Heartbeat);
        check("state.json", Place::Checkpoint);
        for other in [
            "issues/readme.json",
            "issues/U",
            "locks/x.json",
            "meta/counters.json",
            "issues/U/comments/U.txt",
            "x/issues/U.json",
            "checkpoint/state.json",
            "",
        ] {
            check(other, Place::Other);
        }
    }
}
