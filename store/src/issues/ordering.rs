//! Places in a lane.

use model::{
    Change, IssueId, Place, Status, Timestamp,
    board::{self, LaneKey},
};

use super::board::LANE_ORDER;
use crate::{Result, transaction::Transaction};

/// The two cards that a place lies between; `None` is the lane's end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Neighbours {
    pub(crate) above: Option<LaneKey>,
    pub(crate) below: Option<LaneKey>,
}

impl Neighbours {
    fn order(self) -> Option<f64> {
        board::between(
            self.above.map(|key| key.sort_order),
            self.below.map(|key| key.sort_order),
        )
    }

    /// Returns true if a card with this key lies here already.
    pub(crate) fn hold(self, key: &LaneKey) -> bool {
        self.above.is_none_or(|above| above.order(key).is_lt())
            && self.below.is_none_or(|below| below.order(key).is_gt())
    }
}

/// What follows `and` to restrict a lane, and the order that puts the wanted card first.
#[derive(Clone, Copy)]
enum Side {
    First,
    Last,
    After,
    Before,
}

impl Transaction {
    /// The sort order of a card that enters a lane without being dropped at a place.
    pub(crate) async fn arrival(&mut self, status: Status) -> Result<f64> {
        self.order_of_new(status, status.arrival()).await
    }

    /// The sort order of a card that was in no lane before.
    pub(crate) async fn order_of_new(&mut self, status: Status, place: Place) -> Result<f64> {
        let nobody = IssueId(0);
        let neighbours = self.neighbours_at(nobody, status, place).await?;
        self.order_at(nobody, status, place, neighbours).await
    }

    /// The sort order between the neighbours. Where the gap between them is spent the lane is
    /// numbered anew, which everybody who shows it must hear of.
    pub(crate) async fn order_at(
        &mut self,
        id: IssueId,
        status: Status,
        place: Place,
        neighbours: Neighbours,
    ) -> Result<f64> {
        if let Some(order) = neighbours.order() {
            return Ok(order);
        }
        self.renumber(status).await?;
        self.announce_change(Change::LaneRenumbered { status });
        let neighbours = self.neighbours_at(id, status, place).await?;
        Ok(neighbours.order().unwrap_or(board::STEP))
    }

    /// The neighbours of a place, `id` itself not counted. A card that is no longer in the lane is
    /// nobody's neighbour: what was to go after it goes to the bottom, what was to go before it to
    /// the top.
    pub(crate) async fn neighbours_at(
        &mut self,
        id: IssueId,
        status: Status,
        place: Place,
    ) -> Result<Neighbours> {
        let (above, below) = match place {
            Place::Top => (None, self.card_at(id, status, Side::First, None).await?),
            Place::Bottom => (self.card_at(id, status, Side::Last, None).await?, None),
            Place::After(other) => match self.lane_key(id, status, other).await? {
                Some(key) => (
                    Some(key),
                    self.card_at(id, status, Side::After, Some(key)).await?,
                ),
                None => (self.card_at(id, status, Side::Last, None).await?, None),
            },
            Place::Before(other) => match self.lane_key(id, status, other).await? {
                Some(key) => (
                    self.card_at(id, status, Side::Before, Some(key)).await?,
                    Some(key),
                ),
                None => (None, self.card_at(id, status, Side::First, None).await?),
            },
        };
        Ok(Neighbours { above, below })
    }

    /// The key of a card, if it is in the lane.
    async fn lane_key(
        &mut self,
        id: IssueId,
        status: Status,
        other: IssueId,
    ) -> Result<Option<LaneKey>> {
        let sql = "select i.sort_order, i.created_at, i.id from issues i \
            where i.workspace_id = $1 and i.status = $2 and i.archived_at is null and i.id <> $3 and i.id = $4";
        let query = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(status.as_str())
            .bind(id.0)
            .bind(other.0);
        query
            .fetch_optional(&mut self.conn)
            .await?
            .map(key)
            .transpose()
    }

    async fn card_at(
        &mut self,
        id: IssueId,
        status: Status,
        side: Side,
        from: Option<LaneKey>,
    ) -> Result<Option<LaneKey>> {
        let (condition, direction) = match side {
            Side::First => ("", "asc"),
            Side::Last => ("", "desc"),
            Side::After => (
                "and (i.sort_order, i.created_at, i.id) > ($4, $5, $6)",
                "asc",
            ),
            Side::Before => (
                "and (i.sort_order, i.created_at, i.id) < ($4, $5, $6)",
                "desc",
            ),
        };
        let sql = self.sql(&format!(
            "select i.sort_order, i.created_at, i.id from issues i \
             where i.workspace_id = $1 and i.status = $2 and i.archived_at is null and i.id <> $3 {condition} \
             order by i.sort_order {direction}, i.created_at {direction}, i.id {direction} limit 1"
        ));
        let mut query = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(status.as_str())
            .bind(id.0);
        if let Some(from) = from {
            query = query
                .bind(from.sort_order)
                .bind(from.created_at.to_string())
                .bind(from.id.0);
        }
        query
            .fetch_optional(&mut self.conn)
            .await?
            .map(key)
            .transpose()
    }

    /// Spreads the cards of a lane evenly, in the order they have.
    async fn renumber(&mut self, status: Status) -> Result<()> {
        self.renumber_moves(status).await?;
        let sql = self.sql(&format!(
            "update issues set sort_order = lane.place * {step} from ( \
                select i.id, row_number() over (order by {LANE_ORDER}) as place from issues i \
                where i.workspace_id = $1 and i.status = $2 and i.archived_at is null) as lane \
             where lane.id = issues.id",
            step = format_args!("{:.1}", board::STEP),
        ));
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(status.as_str())
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }
}

fn key((sort_order, created_at, id): (f64, String, i64)) -> Result<LaneKey> {
    let created_at: Timestamp = created_at
        .parse()
        .map_err(|error: String| sqlx::Error::Decode(error.into()))?;
    Ok(LaneKey {
        sort_order,
        created_at,
        id: IssueId(id),
    })
}
