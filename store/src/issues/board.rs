//! The board: all lanes by one query, each as far as it is shown.

use std::collections::HashMap;

use model::{Actor, Board, Card, IssueFilter, Lane, Status, board::LaneKey};
use serde::Deserialize;
use sqlx::Row;

use super::filter::{self, Narrowing};
use crate::{
    Result, Store, shape,
    statement::{self, Values},
};

/// The order of a lane, as the index has it.
pub(super) const LANE_ORDER: &str = "i.sort_order, i.created_at, i.id";

#[derive(Deserialize)]
struct Total {
    status: Status,
    total: i64,
}

impl Store {
    /// All lanes, the first `per_lane` cards of each. Archived issues are not on the board.
    pub async fn load_board(
        &self,
        actor: &Actor,
        filter: &IssueFilter,
        per_lane: u32,
    ) -> Result<Board> {
        let mut values = Values::default();
        let narrowing = filter::narrow(self.dialect(), actor, filter, &mut values)?;
        let workspace = values.bind(actor.workspace);
        let limit = values.bind(per_lane);
        // A lane is read from its own end of the index, so that a long lane of done issues costs no
        // more than a short one.
        let lanes: Vec<_> = Status::ALL
            .into_iter()
            .map(|status| lane(&narrowing, status, "", &limit))
            .collect();
        let sql = format!(
            "{with}select (select {cards} from issues i where i.id in ({lanes})) as cards, {totals} as totals, \
             (select w.last_seq from workspaces w where w.id = {workspace}) as seq",
            with = narrowing.with,
            cards = shape::list("{card}", LANE_ORDER),
            lanes = lanes.join(" union all "),
            totals = totals(&narrowing),
        );
        let row = values
            .fetch(self.dialect().render(&sql), self.readers())
            .await?;
        let mut lanes = lanes_of(statement::parse(&row.try_get::<String, _>("cards")?)?);
        let totals: Vec<Total> = statement::parse(&row.try_get::<String, _>("totals")?)?;
        let total = |status| {
            totals
                .iter()
                .find(|t| t.status == status)
                .map_or(0, |t| t.total)
        };
        let lanes = Status::ALL.map(|status| Lane {
            status,
            total: total(status),
            cards: lanes.remove(&status).unwrap_or_default(),
        });
        Ok(Board {
            lanes: lanes.into(),
            seq: row.try_get::<Option<i64>, _>("seq")?.unwrap_or(0),
        })
    }

    /// More of one lane, after a key.
    pub async fn load_lane(
        &self,
        actor: &Actor,
        status: Status,
        filter: &IssueFilter,
        after: Option<LaneKey>,
        limit: u32,
    ) -> Result<Lane> {
        let mut values = Values::default();
        let narrowing = filter::narrow(self.dialect(), actor, filter, &mut values)?;
        let after = after.map(|key| {
            let (order, created, id) = (
                values.bind(key.sort_order),
                values.bind(key.created_at),
                values.bind(key.id),
            );
            format!(" and ({LANE_ORDER}) > ({order}, {created}, {id})")
        });
        let limit = values.bind(limit);
        let sql = format!(
            "{with}select (select {cards} from issues i where i.id in ({lane})) as cards, \
             (select count(*) from issues i where {condition} and i.archived_at is null and i.status = '{status}') as total",
            with = narrowing.with,
            condition = narrowing.condition,
            cards = shape::list("{card}", LANE_ORDER),
            lane = lane(&narrowing, status, &after.unwrap_or_default(), &limit),
        );
        let row = values
            .fetch(self.dialect().render(&sql), self.readers())
            .await?;
        Ok(Lane {
            status,
            total: row.try_get("total")?,
            cards: statement::parse(&row.try_get::<String, _>("cards")?)?,
        })
    }
}

/// The ids of the first cards of a lane.
fn lane(narrowing: &Narrowing, status: Status, after: &str, limit: &str) -> String {
    format!(
        "select id from (select i.id from issues i where {} and i.archived_at is null and i.status = '{status}'{after} \
         order by {LANE_ORDER} limit {limit}) as lane",
        narrowing.condition
    )
}

/// How many cards each lane has.
fn totals(narrowing: &Narrowing) -> String {
    let list = shape::list("{object}('status', t.status, 'total', t.total)", "t.status");
    format!(
        "(select {list} from (select i.status, count(*) as total from issues i where {} and i.archived_at is null \
         group by i.status) t)",
        narrowing.condition
    )
}

/// Cards by lane, in the order they came.
fn lanes_of(cards: Vec<Card>) -> HashMap<Status, Vec<Card>> {
    let mut lanes: HashMap<Status, Vec<Card>> = HashMap::new();
    for card in cards {
        lanes.entry(card.status).or_default().push(card);
    }
    lanes
}
