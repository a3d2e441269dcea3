//! SQL that is put together from parts: the values are collected beside it and bound in the order
//! of their `$n`.
//!
//! Rows that are to be updated come as one JSON text. Their statements say `+table.workspace_id =
//! $2`: the plus keeps SQLite from walking through the whole workspace by that column's index, and
//! through the JSON again for each of its rows, instead of looking each row up by its id.

use model::{IssueId, MilestoneId, SessionId, Timestamp, WorkspaceId};
use serde::de::DeserializeOwned;
use sqlx::{Any, AnyPool, AssertSqlSafe, any::AnyArguments, any::AnyRow, query::Query};

use crate::{Error, Result};

/// One bound value, of the kinds that both databases carry.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Integer(i64),
    Real(f64),
    Text(String),
}

/// The values of a statement that is being written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values(Vec<Value>);

impl Values {
    /// Binds a value; returns its `$n`.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    fn query(self, sql: String) -> Query<'static, Any, AnyArguments> {
        self.0.into_iter().fold(
            sqlx::query(AssertSqlSafe(sql)),
            |query, value| match value {
                Value::Integer(value) => query.bind(value),
                Value::Real(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
            },
        )
    }

    /// Runs the statement, which has one row.
    pub(crate) async fn fetch(self, sql: String, pool: &AnyPool) -> Result<AnyRow> {
        Ok(self.query(sql).fetch_one(pool).await?)
    }
}

/// Reads JSON that SQL built. It not fitting its type is a fault of ours, not of a caller.
pub(crate) fn parse<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| Error::Database(sqlx::Error::Decode(error.into())))
}

/// Rows to be bound as one JSON text.
pub(crate) fn rows<T: serde::Serialize>(rows: &T) -> Result<String> {
    serde_json::to_string(rows).map_err(|error| Error::Database(sqlx::Error::Encode(error.into())))
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Integer(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Value::Integer(value.into())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Real(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Value::Text(value.to_string())
    }
}

impl From<IssueId> for Value {
    fn from(value: IssueId) -> Self {
        Value::Integer(value.0)
    }
}

impl From<MilestoneId> for Value {
    fn from(value: MilestoneId) -> Self {
        Value::Integer(value.0)
    }
}

impl From<SessionId> for Value {
    fn from(value: SessionId) -> Self {
        Value::Integer(value.0)
    }
}

impl From<WorkspaceId> for Value {
    fn from(value: WorkspaceId) -> Self {
        Value::Integer(value.0)
    }
}
