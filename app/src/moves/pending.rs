//! A move that the server has not answered yet.

use model::{IssueId, Place, Status};
use serde::{Deserialize, Serialize};

/// One move, as it is shown and as it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    pub id: IssueId,
    /// Where the card is shown meanwhile.
    pub status: Status,
    pub place: Place,
    /// The name under which the server knows it.
    pub mutation: String,
    /// The move that it takes back.
    pub undoes: Option<String>,
}

impl Pending {
    pub fn new(id: IssueId, status: Status, place: Place, mutation: String) -> Self {
        Pending {
            id,
            status,
            place,
            mutation,
            undoes: None,
        }
    }
}
