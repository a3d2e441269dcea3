//! Usage: the tokens that agents spend.

use model::{Actor, Change, NewUsage, Usage, UsageDay, UsageFilter, UsageId, UsageShare};
use serde::de::DeserializeOwned;
use sqlx::Row;

use crate::{
    Result, Store, shape,
    statement::{self, Values},
    transaction::Transaction,
};

impl Store {
    /// Records, newest first; at most `limit` where it is given.
    pub async fn list_usage(
        &self,
        actor: &Actor,
        filter: &UsageFilter,
        limit: Option<u32>,
    ) -> Result<Vec<Usage>> {
        let mut values = Values::default();
        let mut which = format!(
            "select u.id from token_usage u where {} order by u.at desc, u.id desc",
            narrow(actor, filter, &mut values)
        );
        if let Some(limit) = limit {
            which += &format!(" limit {}", values.bind(limit));
        }
        let list = shape::list("{usage}", "u.at desc, u.id desc");
        self.usage_rows(
            format!("select {list} as rows from token_usage u where u.id in ({which})"),
            values,
        )
        .await
    }

    /// Sums by agent and language model, in the order of their names.
    pub async fn usage_summary(
        &self,
        actor: &Actor,
        filter: &UsageFilter,
    ) -> Result<Vec<UsageShare>> {
        let mut values = Values::default();
        let condition = narrow(actor, filter, &mut values);
        let list = shape::list(
            "{object}('agent', x.agent, 'model', x.model, 'sum', {json}(x.sums))",
            "x.agent, x.model",
        );
        let sql = format!(
            "select {list} as rows from (select g.name as agent, u.model as model, {{usage_sum}} as sums \
             from token_usage u join agents g on g.id = u.agent_id where {condition} group by g.name, u.model) x"
        );
        self.usage_rows(sql, values).await
    }

    /// Sums by day in UTC, oldest first; days without a record are left out.
    pub async fn usage_days(&self, actor: &Actor, filter: &UsageFilter) -> Result<Vec<UsageDay>> {
        let mut values = Values::default();
        let condition = narrow(actor, filter, &mut values);
        let list = shape::list("{object}('day', x.day, 'sum', {json}(x.sums))", "x.day");
        let sql = format!(
            "select {list} as rows from (select substr(u.at, 1, 10) as day, {{usage_sum}} as sums \
             from token_usage u where {condition} group by substr(u.at, 1, 10)) x"
        );
        self.usage_rows(sql, values).await
    }

    /// Records usage; an agent that nobody knew is known from now on.
    pub async fn record_usage(&self, actor: &Actor, new: NewUsage) -> Result<Usage> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.record_usage(new.checked()?).await })
        })
        .await
    }

    async fn usage_rows<T: DeserializeOwned>(&self, sql: String, values: Values) -> Result<Vec<T>> {
        let row = values
            .fetch(self.dialect().render(&sql), self.readers())
            .await?;
        statement::parse(&row.try_get::<String, _>("rows")?)
    }
}

/// The filter, within the actor's workspace, as a condition on a record `u`.
fn narrow(actor: &Actor, filter: &UsageFilter, values: &mut Values) -> String {
    let workspace = values.bind(actor.workspace);
    let mut conditions = vec![format!("u.workspace_id = {workspace}")];
    if let Some(agent) = &filter.agent {
        let agent = values.bind(agent.as_str());
        conditions
            .push(format!("u.agent_id = (select g.id from agents g where g.workspace_id = {workspace} and g.name = {agent})"));
    }
    conditions.extend(
        filter
            .session
            .map(|session| format!("u.session_id = {}", values.bind(session))),
    );
    conditions.extend(
        filter
            .model
            .as_deref()
            .map(|model| format!("u.model = {}", values.bind(model))),
    );
    conditions.extend(
        filter
            .from
            .map(|from| format!("u.at >= {}", values.bind(from))),
    );
    conditions.extend(filter.to.map(|to| format!("u.at <= {}", values.bind(to))));
    conditions.join(" and ")
}

impl Transaction {
    async fn record_usage(&mut self, new: NewUsage) -> Result<Usage> {
        if let Some(session) = new.session {
            self.check_session(session).await?;
        }
        let agent = self.agent_named(&new.agent).await?;
        let model = new.model.unwrap_or_default();
        let query = sqlx::query_scalar(
            "insert into token_usage (workspace_id, agent_id, session_id, model, input_tokens, output_tokens, cache_read_tokens, \
             cache_creation_tokens, cost_estimate, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
        );
        let query = query
            .bind(self.workspace())
            .bind(agent)
            .bind(new.session.map(|session| session.0))
            .bind(&model);
        let query = query
            .bind(new.input_tokens)
            .bind(new.output_tokens)
            .bind(new.cache_read_tokens);
        let query = query
            .bind(new.cache_creation_tokens)
            .bind(new.cost_estimate)
            .bind(self.now.to_string());
        let id: i64 = query.fetch_one(&mut self.conn).await?;
        self.announce_change(Change::Usage);
        Ok(Usage {
            id: UsageId(id),
            agent: new.agent,
            session: new.session,
            model,
            input_tokens: new.input_tokens,
            output_tokens: new.output_tokens,
            cache_read_tokens: new.cache_read_tokens,
            cache_creation_tokens: new.cache_creation_tokens,
            cost_estimate: new.cost_estimate,
            at: self.now,
        })
    }
}
