//! Changes to push.

use std::collections::{BTreeSet, HashMap};

use model::{
    Actor, IssueId, Uuid,
    import::ImportedComment,
    sync::merge::IssueSnapshot,
    sync::{HubSource, Outgoing, OutgoingIssue, PushedState},
};
use serde::Deserialize;

use super::{
    links::{ends, without_loose_ends},
    local::{self, LocalIssue},
    merge_base::{MergeBase, MergeBaseRow, MergeBases, SEEN},
};
use crate::{Result, Store, shape, statement, transaction::Transaction};

#[derive(Deserialize)]
struct Candidate {
    here: LocalIssue,
    comments: Vec<ImportedComment>,
}

const UNSEEN: &str = "from comments c where c.issue_id = i.id and not exists ( \
    select 1 from hub_comments h where h.workspace_id = c.workspace_id and h.uuid = c.uuid)";

const COMMENT: &str = "{object}('uuid', c.uuid, 'author', case c.author_type when 'user' then (select u.name from users u where u.id = c.author_id) \
    when 'agent' then (select g.name from agents g where g.id = c.author_id) end, 'content', c.content, 'kind', c.kind, \
    'trigger_type', c.trigger_type, 'intervention_context', c.intervention_context, \
    'driver_key_fingerprint', c.driver_key_fingerprint, 'signed_by', c.signed_by, 'signature', c.signature, 'created_at', c.created_at)";

impl Store {
    /// Everything that differs from what the hub says.
    pub async fn changes_to_push(&self, actor: &Actor) -> Result<Outgoing> {
        let mut candidates = self.candidates(actor).await?;
        let around: BTreeSet<Uuid> = candidates
            .iter()
            .flat_map(|candidate| candidate.here.around())
            .collect();
        let seen = self.all_seen(actor, &around).await?;
        candidates
            .iter_mut()
            .for_each(|candidate| candidate.here.settle_related(&seen.related));
        let here = self
            .issue_ids(actor, &seen.all().flat_map(ends).collect())
            .await?;
        let issues = candidates
            .into_iter()
            .filter_map(|candidate| outgoing(candidate, &seen, &here))
            .collect();
        let (milestones, milestones_gone) = self.milestones_to_push(actor).await?;
        let (locks, heartbeats) = self.signs_to_push(actor).await?;
        let (deleted, pages) = (
            self.deletions_to_push(actor).await?,
            self.pages_waiting(actor).await?,
        );
        Ok(Outgoing {
            issues,
            deleted,
            milestones,
            milestones_gone,
            locks,
            heartbeats,
            pages,
        })
    }

    /// Remembers what was written: it is what the hub says now.
    pub async fn pushed(&self, actor: &Actor, written: PushedState) -> Result<()> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.pushed(written).await })
        })
        .await
    }

    /// Issues that moved since they were last the same as on the hub.
    async fn candidates(&self, actor: &Actor) -> Result<Vec<Candidate>> {
        let comments = format!(
            "{{json}}((select coalesce({{array}}({COMMENT} order by c.created_at, c.id), '[]'{{::json}}) {UNSEEN}))"
        );
        let candidate = format!(
            "{{object}}('here', {}, 'comments', {comments})",
            local::shape()
        );
        let sql = self.sql(&format!(
            "select {} from issues i left join hub_issues s on s.workspace_id = i.workspace_id and s.uuid = i.uuid and s.telling = 'files' \
             where i.workspace_id = $1 and (s.uuid is null or s.row_version <> i.version or exists (select 1 {UNSEEN}))",
            shape::list(&candidate, "i.id")
        ));
        let json: String = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .fetch_one(self.readers())
            .await?;
        statement::parse(&json)
    }

    async fn all_seen(&self, actor: &Actor, uuids: &BTreeSet<Uuid>) -> Result<MergeBases> {
        let sql = self.sql(&format!(
            "select {} from hub_issues s where s.workspace_id = $1 and s.uuid in (select {{value}} from {{each}}($2{{::json}}))",
            shape::list(SEEN, "s.uuid")
        ));
        let query = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .bind(statement::rows(uuids)?);
        let json: String = query.fetch_one(self.readers()).await?;
        Ok(statement::parse::<Vec<MergeBase>>(&json)?
            .into_iter()
            .collect())
    }

    /// The ids of those of the issues that are here.
    pub async fn issue_ids(
        &self,
        actor: &Actor,
        uuids: &BTreeSet<Uuid>,
    ) -> Result<HashMap<Uuid, IssueId>> {
        let sql =
            self.sql("select uuid, id from issues where workspace_id = $1 and uuid in (select {value} from {each}($2{::json}))");
        let query = sqlx::query_as(sql)
            .bind(actor.workspace.0)
            .bind(statement::rows(uuids)?);
        let rows: Vec<(String, i64)> = query.fetch_all(self.readers()).await?;
        Ok(rows
            .into_iter()
            .filter_map(|(uuid, id)| Some((uuid.parse().ok()?, IssueId(id))))
            .collect())
    }

    async fn deletions_to_push(&self, actor: &Actor) -> Result<Vec<Uuid>> {
        let sql = "select s.uuid from hub_issues s where s.workspace_id = $1 and s.telling = 'files' \
            and exists (select 1 from deleted_issues d where d.workspace_id = s.workspace_id and d.uuid = s.uuid) \
            and not exists (select 1 from issues i where i.workspace_id = s.workspace_id and i.uuid = s.uuid) order by s.uuid";
        let rows: Vec<(String,)> = sqlx::query_as(sql)
            .bind(actor.workspace.0)
            .fetch_all(self.readers())
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|(uuid,)| uuid.parse().ok())
            .collect())
    }
}

impl Transaction {
    async fn pushed(&mut self, written: PushedState) -> Result<()> {
        let PushedState {
            issues,
            comments,
            deleted,
            milestones,
            milestones_gone,
            ..
        } = written;
        self.wrote_milestones(&milestones, &milestones_gone).await?;
        let seen = self
            .seen(&issues.iter().map(|(version, _)| version.uuid).collect())
            .await?;
        let ends: BTreeSet<Uuid> = seen.all().flat_map(ends).collect();
        let here = self.present(&ends.into_iter().collect::<Vec<_>>()).await?;
        let mut rows = Vec::with_capacity(issues.len());
        for (mut version, row) in issues {
            // What the file says of issues that are not here was not touched.
            if let Some(before) = seen.get(version.uuid, HubSource::Files) {
                version
                    .blockers
                    .extend(before.blockers.iter().filter(|uuid| !here.contains(uuid)));
                version
                    .related
                    .extend(before.related.iter().filter(|uuid| !here.contains(uuid)));
                version.parent = version
                    .parent
                    .or(before.parent.filter(|uuid| !here.contains(uuid)));
            }
            rows.push(MergeBaseRow::new(&version, row)?);
        }
        self.see(HubSource::Files, &rows).await?;
        self.see_comments(&comments).await?;
        self.forget(&deleted, &[]).await?;
        self.record_remote_deletions(&deleted).await
    }
}

fn outgoing(
    Candidate { here, comments }: Candidate,
    seen: &MergeBases,
    present: &HashMap<Uuid, IssueId>,
) -> Option<OutgoingIssue> {
    let LocalIssue {
        id,
        row_version,
        author,
        created_at,
        version,
        ..
    } = here;
    let known =
        |told: &IssueSnapshot| without_loose_ends(told.clone(), |uuid| present.contains_key(uuid));
    let base = seen.get(version.uuid, HubSource::Files).map(known);
    // What the checkpoint says already need not be said by the file too, which may be behind, or
    // not there.
    let told = seen
        .get(version.uuid, HubSource::Checkpoint)
        .is_some_and(|told| known(told).same_content(&version));
    if told && comments.is_empty() {
        return None;
    }
    let issue = OutgoingIssue {
        version,
        row_version,
        base,
        number: id.0,
        author,
        created_at,
        comments,
    };
    (issue.changed() || !issue.comments.is_empty()).then_some(issue)
}
