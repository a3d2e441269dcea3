//! Server functions of the board.

use std::collections::HashMap;

use leptos::prelude::*;
use model::{Board, Holder, IssueFilter, IssueId, Lane, Status, Timestamp, board::LaneKey};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Cards of a lane that come with each further page.
pub const PAGE: u32 = 200;

/// Cards of each lane that come with the board.
#[cfg(feature = "ssr")]
const FIRST: u32 = 30;

/// The board through a filter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilteredBoard {
    /// Its lanes, counted through the filter.
    pub board: Board,
    /// How many issues there are without the filter.
    pub all: i64,
    /// The server's clock.
    pub now: Timestamp,
}

/// Who holds what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holders {
    pub holders: HashMap<IssueId, Holder>,
    /// The server's clock.
    pub now: Timestamp,
}

#[server(prefix = "/fn", endpoint = "load_board", protocol = crate::wire::Json)]
pub async fn load_board(filter: IssueFilter) -> Result<FilteredBoard, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let board = store.load_board(&actor, &filter, FIRST).await?;
    let all = store.counts(&actor).await?.issues;
    Ok(FilteredBoard {
        board,
        all,
        now: store.now(),
    })
}

/// The same without the cards.
#[server(prefix = "/fn", endpoint = "count_board", protocol = crate::wire::Json)]
pub async fn count_board(filter: IssueFilter) -> Result<FilteredBoard, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let board = store.load_board(&actor, &filter, 0).await?;
    let all = store.counts(&actor).await?.issues;
    Ok(FilteredBoard {
        board,
        all,
        now: store.now(),
    })
}

#[server(prefix = "/fn", endpoint = "load_lane", protocol = crate::wire::Json)]
pub async fn load_lane(
    status: Status,
    filter: IssueFilter,
    after: Option<LaneKey>,
) -> Result<Lane, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    Ok(store
        .load_lane(&actor, status, &filter, after, PAGE)
        .await?)
}

/// Nothing but the locks: a board that hears of one reads no cards again.
#[server(prefix = "/fn", endpoint = "load_holders", protocol = crate::wire::Json)]
pub async fn load_holders() -> Result<Holders, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let locks = store.list_locks(&actor).await?;
    Ok(Holders {
        holders: locks
            .iter()
            .map(|lock| (lock.issue.id, lock.holder()))
            .collect(),
        now: store.now(),
    })
}
