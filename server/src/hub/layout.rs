//! Where things lie on a hub.
//!
//! Three layouts exist: `issues/<uuid>.json` with the comments inside; `issues/<uuid>/issue.json` with a file a comment; and the
//! checkpoint, one `state.json` with everything.

use model::Uuid;

/// What a file is, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An issue.
    Issue {
        /// Whose path it is.
        uuid: Uuid,
        /// Whether its comments are inside.
        flat: bool,
    },
    /// A comment in a file of its own.
    Comment {
        /// The issue it is on.
        issue: Uuid,
        /// Its own identity.
        uuid: Uuid,
    },
    /// A milestone.
    Milestone,
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
            ["issues", folder, "issue.json"] => uuid(folder).map(|uuid| Place::Issue { uuid, flat: false }),
            ["issues", folder, "comments", file] => {
                uuid(folder).zip(stem(file)).map(|(issue, uuid)| Place::Comment { issue, uuid })
            }
            ["meta", "milestones", _] => Some(Place::Milestone),
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
        let check = |path: &str, expect| assert_eq!(Place::of(&path.replace('U', &uuid.to_string())), expect, "{path}");
        check("issues/U.json", Place::Issue { uuid, flat: true });
        check("issues/U/issue.json", Place::Issue { uuid, flat: false });
        check("issues/U/comments/U.json", Place::Comment { issue: uuid, uuid });
        check("meta/milestones/U.json", Place::Milestone);
        check("state.json", Place::Checkpoint);
        for other in ["issues/readme.json", "issues/U", "issues/U/comments/U.txt", "x/issues/U.json", "checkpoint/state.json", ""]
        {
            check(other, Place::Other);
        }
    }
}
