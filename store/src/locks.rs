//! Locks: three verbs, three lines of history. That the first claim wins is the table's primary
//! key.

use model::{
    Action, Actor, Change, Claim, Error as DomainError, HubLock, IssueId, Lock, LockAction,
    LockPolicy, LockSelection, Noun, Timestamp, lock::OnClaim, text,
};

use crate::{Result, Store, shape, statement, transaction::Transaction};

const FROM: &str =
    "from locks k join issues i on i.id = k.issue_id join agents g on g.id = k.agent_id";

/// The lock of the issue `$1` in the workspace `$2`.
fn select_one() -> String {
    format!("select {{lock}}{{::text}} {FROM} where k.issue_id = $1 and k.workspace_id = $2")
}

/// All locks of the workspace `$1`, as one JSON array.
fn select_all() -> String {
    format!(
        "select {} {FROM} where k.workspace_id = $1",
        shape::list("{lock}", "k.claimed_at, k.issue_id")
    )
}

impl Store {
    /// All locks, the longest held first.
    pub async fn list_locks(&self, actor: &Actor) -> Result<Vec<Lock>> {
        let json: String = sqlx::query_scalar(self.sql(&select_all()))
            .bind(actor.workspace.0)
            .fetch_one(self.readers())
            .await?;
        statement::parse(&json)
    }

    /// An issue's lock, if it has one.
    pub async fn issue_lock(&self, actor: &Actor, id: IssueId) -> Result<Option<Lock>> {
        let query = sqlx::query_scalar(self.sql(&select_one()))
            .bind(id.0)
            .bind(actor.workspace.0);
        let json: Option<String> = query.fetch_optional(self.readers()).await?;
        json.as_deref().map(statement::parse).transpose()
    }

    /// The agent takes the issue. What it holds already it goes on holding; another's lock is
    /// refused, or, where the policy says so and it is stale enough, stolen.
    pub async fn claim_lock(
        &self,
        actor: &Actor,
        id: IssueId,
        claim: Claim,
        policy: LockPolicy,
    ) -> Result<()> {
        let claim = claim.checked()?;
        self.write(actor, move |tx| {
            Box::pin(async move { tx.claim_lock(id, claim, policy).await })
        })
        .await
    }

    /// The lock ends. In the name of an `agent` only its own; a person, who names none, ends
    /// anybody's.
    pub async fn release_lock(
        &self,
        actor: &Actor,
        id: IssueId,
        agent: Option<String>,
    ) -> Result<()> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.release_lock(id, agent.as_deref()).await })
        })
        .await
    }

    /// Releases several locks in one transaction, as a person does. Returns for each that was asked
    /// for whether it is released, or why not: a lock that someone else released meanwhile keeps no
    /// other from being released.
    pub async fn release_locks(
        &self,
        actor: &Actor,
        which: LockSelection,
    ) -> Result<Vec<(IssueId, Result<(), DomainError>)>> {
        let which = which.checked()?;
        self.write(actor, move |tx| {
            Box::pin(async move { tx.release_locks(which).await })
        })
        .await
    }

    /// A stale lock passes to the agent of the claim.
    pub async fn steal_lock(
        &self,
        actor: &Actor,
        id: IssueId,
        claim: Claim,
        policy: LockPolicy,
    ) -> Result<()> {
        let claim = claim.checked()?;
        self.write(actor, move |tx| {
            Box::pin(async move { tx.steal_lock(id, claim, policy).await })
        })
        .await
    }

    /// Tells everybody what happened to a lock elsewhere, and changes nothing.
    pub async fn notify_lock(
        &self,
        actor: &Actor,
        id: IssueId,
        action: LockAction,
        agent: &str,
    ) -> Result<()> {
        let agent = text::required("agent_id", agent, text::NAME_MAX)?;
        let change = Change::LockChanged {
            issue: id,
            action,
            agent,
        };
        self.write(actor, move |tx| {
            tx.announce_change(change);
            Box::pin(async { Ok(()) })
        })
        .await
    }

    /// The lock is as another server says, since when it says; returns whether that changed
    /// anything here.
    ///
    /// For what the hub has decided already: no policy is asked. Told twice, it changes nothing.
    pub async fn take_lock_from_hub(&self, actor: &Actor, lock: HubLock) -> Result<bool> {
        let lock = HubLock {
            claim: lock.claim.checked()?,
            ..lock
        };
        self.write(actor, move |tx| {
            Box::pin(async move { tx.take_lock_from_hub(lock).await })
        })
        .await
    }
}

impl Transaction {
    async fn claim_lock(&mut self, id: IssueId, claim: Claim, policy: LockPolicy) -> Result<()> {
        self.check_issue(id, Noun::Issue).await?;
        if self.insert_lock(id, &claim, self.now).await? {
            self.lock_claimed(id, claim.agent);
            return Ok(());
        }
        let lock = self.lock(id).await?;
        match lock.on_claim(&claim.agent, policy, self.now)? {
            OnClaim::Held => Ok(()),
            OnClaim::Steal => self.pass_lock(lock, claim).await,
        }
    }

    async fn steal_lock(&mut self, id: IssueId, claim: Claim, policy: LockPolicy) -> Result<()> {
        self.check_issue(id, Noun::Issue).await?;
        let lock = self.lock(id).await?;
        match lock.check_steal(&claim.agent, policy, self.now)? {
            OnClaim::Held => Ok(()),
            OnClaim::Steal => self.pass_lock(lock, claim).await,
        }
    }

    async fn release_lock(&mut self, id: IssueId, agent: Option<&str>) -> Result<()> {
        self.check_issue(id, Noun::Issue).await?;
        let lock = self.lock(id).await?;
        lock.check_release(agent)?;
        self.delete_lock(id).await?;
        self.lock_released(id, lock.agent);
        Ok(())
    }

    async fn release_locks(
        &mut self,
        which: LockSelection,
    ) -> Result<Vec<(IssueId, Result<(), DomainError>)>> {
        let query = sqlx::query_scalar(self.sql(&select_all())).bind(self.workspace());
        let json: String = query.fetch_one(&mut self.conn).await?;
        let locks: Vec<Lock> = statement::parse(&json)?;
        let (chosen, missing) = which.choose(locks, self.now);
        let ids: Vec<i64> = chosen.iter().map(|lock| lock.issue.id.0).collect();
        let sql = self.sql("delete from locks where issue_id in (select cast({value} as bigint) from {each}($1{::json}))");
        sqlx::query(sql)
            .bind(statement::rows(&ids)?)
            .execute(&mut self.conn)
            .await?;
        let mut outcomes = Vec::with_capacity(ids.len() + missing.len());
        for lock in chosen {
            outcomes.push((lock.issue.id, Ok(())));
            self.lock_released(lock.issue.id, lock.agent);
        }
        outcomes.extend(
            missing
                .into_iter()
                .map(|id| (id, Err(DomainError::NotLocked { id }))),
        );
        Ok(outcomes)
    }

    async fn take_lock_from_hub(&mut self, lock: HubLock) -> Result<bool> {
        let HubLock {
            issue,
            claim,
            claimed_at,
        } = lock;
        self.check_issue(issue, Noun::Issue).await?;
        if self.insert_lock(issue, &claim, claimed_at).await? {
            self.lock_claimed(issue, claim.agent);
            return Ok(true);
        }
        let now = self.lock(issue).await?;
        if (&now.agent, &now.branch, &now.signed_by, now.claimed_at)
            == (&claim.agent, &claim.branch, &claim.signed_by, claimed_at)
        {
            return Ok(false);
        }
        self.delete_lock(issue).await?;
        self.insert_lock(issue, &claim, claimed_at).await?;
        if now.agent != claim.agent {
            self.lock_released(issue, now.agent);
            self.lock_claimed(issue, claim.agent);
        }
        Ok(true)
    }

    /// Before their issues go, and the locks with them: whoever shows locks has to hear of it.
    pub(crate) async fn forget_locks(&mut self, ids: &[IssueId]) -> Result<()> {
        let sql = self.sql(
            "select k.issue_id, g.name from locks k join agents g on g.id = k.agent_id \
             where k.issue_id in (select cast({value} as bigint) from {each}($1{::json})) order by k.issue_id",
        );
        let held: Vec<(i64, String)> = sqlx::query_as(sql)
            .bind(statement::rows(&ids)?)
            .fetch_all(&mut self.conn)
            .await?;
        for (id, agent) in held {
            self.announce_change(Change::LockChanged {
                issue: IssueId(id),
                action: LockAction::Released,
                agent,
            });
        }
        Ok(())
    }

    /// From the holder to whoever claims: released by one and claimed by the other, but one line of
    /// history.
    async fn pass_lock(&mut self, lock: Lock, claim: Claim) -> Result<()> {
        let id = lock.issue.id;
        self.delete_lock(id).await?;
        self.insert_lock(id, &claim, self.now).await?;
        self.announce_change(Change::LockChanged {
            issue: id,
            action: LockAction::Released,
            agent: lock.agent.clone(),
        });
        self.announce_change(Change::LockChanged {
            issue: id,
            action: LockAction::Claimed,
            agent: claim.agent.clone(),
        });
        self.record(
            id,
            Action::LockStolen {
                from: lock.agent,
                agent: claim.agent,
            },
        );
        Ok(())
    }

    fn lock_claimed(&mut self, id: IssueId, agent: String) {
        self.announce_change(Change::LockChanged {
            issue: id,
            action: LockAction::Claimed,
            agent: agent.clone(),
        });
        self.record(id, Action::LockClaimed { agent });
    }

    fn lock_released(&mut self, id: IssueId, agent: String) {
        self.announce_change(Change::LockChanged {
            issue: id,
            action: LockAction::Released,
            agent: agent.clone(),
        });
        self.record(id, Action::LockReleased { agent });
    }

    async fn lock(&mut self, id: IssueId) -> Result<Lock> {
        let query = sqlx::query_scalar(self.sql(&select_one()))
            .bind(id.0)
            .bind(self.workspace());
        let json: Option<String> = query.fetch_optional(&mut self.conn).await?;
        statement::parse(&json.ok_or(DomainError::NotLocked { id })?)
    }

    /// Returns false if the issue was already locked.
    async fn insert_lock(&mut self, id: IssueId, claim: &Claim, at: Timestamp) -> Result<bool> {
        let agent = self.agent_named(&claim.agent).await?;
        let sql = "insert into locks (issue_id, workspace_id, agent_id, branch, claimed_at, signed_by) \
            values ($1, $2, $3, $4, $5, $6) on conflict (issue_id) do nothing";
        let query = sqlx::query(sql)
            .bind(id.0)
            .bind(self.workspace())
            .bind(agent)
            .bind(claim.branch.as_deref());
        let query = query.bind(at.to_string()).bind(claim.signed_by.as_deref());
        Ok(query.execute(&mut self.conn).await?.rows_affected() > 0)
    }

    async fn delete_lock(&mut self, id: IssueId) -> Result<()> {
        sqlx::query("delete from locks where issue_id = $1")
            .bind(id.0)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }
}
