//! What the board asks of the server.

use leptos::{prelude::*, server_fn::codec::Json};
use model::{Board, Card, IssueFilter, IssueId, Lane, Place, Status, board::LaneKey};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Cards of a lane that come with each further page.
pub const PAGE: u32 = 200;

/// The board through a filter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilteredBoard {
    /// Its lanes, counted through the filter.
    pub board: Board,
    /// How many issues there are without the filter.
    pub all: i64,
}

#[server(prefix = "/fn", endpoint = "load_board", input = Json)]
pub async fn load_board(filter: IssueFilter) -> Result<FilteredBoard, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let board = store.load_board(&actor, &filter, super::window::FIRST as u32).await?;
    let all = store.counts(&actor).await?.issues;
    Ok(FilteredBoard { board, all })
}

/// The same without the cards.
#[server(prefix = "/fn", endpoint = "count_board", input = Json)]
pub async fn count_board(filter: IssueFilter) -> Result<FilteredBoard, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let board = store.load_board(&actor, &filter, 0).await?;
    let all = store.counts(&actor).await?.issues;
    Ok(FilteredBoard { board, all })
}

#[server(prefix = "/fn", endpoint = "load_lane", input = Json)]
pub async fn load_lane(status: Status, filter: IssueFilter, after: Option<LaneKey>) -> Result<Lane, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    Ok(store.load_lane(&actor, status, &filter, after, PAGE).await?)
}

#[server(prefix = "/fn", endpoint = "move_issue", input = Json)]
pub async fn move_issue(id: IssueId, status: Status, place: Place, mutation: String) -> Result<Card, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor_as(Some(mutation))?);
    Ok(store.move_issue(&actor, id, status, place).await?)
}
