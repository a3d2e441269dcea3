//! Creating an issue.

use model::{
    Action, Actor, Author, Issue, IssueField, IssueId, NewIssue, Status, Uuid, WorkspaceId,
};

use super::numbering::Crew;
use crate::{Result, Store, transaction::Transaction};

impl Store {
    /// Creates an issue, at the bottom of its lane unless a place is named; by the same uuid again,
    /// returns what is there.
    pub async fn create_issue(&self, actor: &Actor, new: NewIssue) -> Result<Issue> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.create_issue(new.checked()?).await })
        })
        .await
    }
}

impl Transaction {
    async fn create_issue(&mut self, mut new: NewIssue) -> Result<Issue> {
        if let Some(uuid) = new.uuid
            && let Some(id) = self.issue_by_uuid(uuid).await?
        {
            return self.issue(id).await;
        }
        let labels = std::mem::take(&mut new.labels);
        let parent = new.parent;
        let issue = self.draft(new).await?;
        self.insert_issue(&issue).await?;
        self.label_issue(issue.id, &labels).await?;
        self.record(issue.id, Action::Created);
        self.announce(issue.id, IssueField::Created);
        if let Some(parent) = parent {
            self.announce(parent, IssueField::Subissues);
        }
        Ok(issue)
    }

    async fn issue_by_uuid(&mut self, uuid: Uuid) -> Result<Option<IssueId>> {
        let query =
            sqlx::query_scalar("select id from issues where workspace_id = $1 and uuid = $2");
        let id = query
            .bind(self.workspace())
            .bind(uuid.to_string())
            .fetch_optional(&mut self.conn)
            .await?;
        Ok(id.map(IssueId))
    }

    /// The issue as it will stand: its references checked, its number taken, its place found.
    async fn draft(&mut self, new: NewIssue) -> Result<Issue> {
        if let Some(parent) = new.parent {
            self.check_parent_exists(parent).await?;
        }
        if let Some(milestone) = new.milestone {
            self.check_milestone(milestone).await?;
        }
        let Crew { id: crew, prefix } = self.default_crew().await?;
        let status = new.status.unwrap_or(Status::Backlog);
        Ok(Issue {
            id: IssueId(self.take_ids(1).await?),
            uuid: new.uuid.unwrap_or_else(Uuid::new_v4),
            workspace: WorkspaceId(self.workspace()),
            crew: model::CrewId(crew),
            identifier: format!("{prefix}-{}", self.take_numbers(&prefix, 1).await?),
            title: new.title,
            description: new.description,
            status,
            priority: new.priority,
            parent: new.parent,
            milestone: new.milestone,
            author: Some(self.author().await?),
            sort_order: self
                .order_of_new(status, new.place.unwrap_or(status.arrival()))
                .await?,
            version: 1,
            created_at: self.now,
            updated_at: self.now,
            closed_at: status.is_closed().then_some(self.now),
            archived_at: None,
        })
    }

    /// The actor as history shows them.
    pub(crate) async fn author(&mut self) -> Result<Author> {
        let party = self.actor.party;
        let sql = "select case $1 when 'user' then (select name from users where id = $2) \
            when 'agent' then (select name from agents where id = $2) end";
        let query = sqlx::query_scalar(sql).bind(party.kind()).bind(party.id());
        let name: Option<String> = query.fetch_one(&mut self.conn).await?;
        let unknown = || {
            if party == model::Party::System {
                crate::shape::SYSTEM
            } else {
                "Somebody"
            }
            .to_owned()
        };
        Ok(Author {
            party,
            name: name.unwrap_or_else(unknown),
        })
    }

    async fn insert_issue(&mut self, issue: &Issue) -> Result<()> {
        let (prefix, number) = issue.identifier.rsplit_once('-').unwrap_or_default();
        let query = sqlx::query(
            "insert into issues (id, uuid, workspace_id, crew_id, prefix, number, identifier, title, description, status, priority, \
             author_type, author_id, parent_id, milestone_id, sort_order, version, created_at, updated_at, closed_at) values \
             ($1, $2, $3, $4, $5, cast($6 as bigint), $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17, $17, $18)",
        );
        let query = query
            .bind(issue.id.0)
            .bind(issue.uuid.to_string())
            .bind(issue.workspace.0)
            .bind(issue.crew.0);
        let query = query
            .bind(prefix)
            .bind(number.parse().unwrap_or(issue.id.0))
            .bind(&issue.identifier);
        let query = query
            .bind(&issue.title)
            .bind(issue.description.as_deref())
            .bind(issue.status.as_str());
        let query = query
            .bind(issue.priority.rank())
            .bind(self.actor.party.kind())
            .bind(self.actor.party.id());
        let query = query
            .bind(issue.parent.map(|id| id.0))
            .bind(issue.milestone.map(|id| id.0))
            .bind(issue.sort_order);
        let query = query
            .bind(issue.created_at.to_string())
            .bind(issue.closed_at.map(|at| at.to_string()));
        query.execute(&mut self.conn).await?;
        Ok(())
    }
}
