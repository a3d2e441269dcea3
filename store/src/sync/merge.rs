//! One chunk of a fetch: merged and written, one verb of the writer.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::{
    Action, Change, IssueField, IssueId, RelationKind, Timestamp, Uuid,
    board::STEP,
    import::{ImportedIssue, ImportedRelation},
    sync::merge::{Conflict, IssueSnapshot, Merged, merge},
    sync::{FetchReport, HubIssue, HubSource},
};
use serde::Serialize;

use super::{links::Links, local::LocalIssue, merge_base::MergeBaseRow};
use crate::{
    Result,
    import::{chunk, normalize::Placed, rows::LabelRow},
    statement,
    transaction::Transaction,
};

/// Up to this many changed issues are announced one by one.
const ANNOUNCED: usize = 50;

/// Of issues with new comments, how many those are and when the last was written.
pub(super) type Talk = HashMap<Uuid, (i64, Timestamp)>;

/// An issue between what it was and what it will be.
struct Merge {
    here: LocalIssue,
    /// What the hub says, to be remembered: with links to issues that are not here, for they may
    /// come.
    told: IssueSnapshot,
    /// The part of it that this tracker can represent.
    known: IssueSnapshot,
    after: IssueSnapshot,
    conflicts: Vec<Conflict>,
    /// It came with this fetch: its history begins there.
    new: bool,
}

impl Merge {
    fn changed(&self) -> bool {
        self.after != self.here.version
    }
}

#[derive(Serialize)]
struct Row<'a> {
    id: IssueId,
    title: &'a str,
    description: Option<&'a str>,
    status: &'static str,
    priority: i64,
    milestone: Option<i64>,
    sort_order: f64,
    closed_at: Option<Timestamp>,
    archived: i64,
    updated_at: Timestamp,
}

const UPDATE: &str = "update issues set title = v.title, description = v.description, status = v.status, priority = v.priority, \
    milestone_id = v.milestone, closed_at = v.closed_at, \
    sort_order = case when issues.status = v.status then issues.sort_order else v.sort_order end, \
    archived_at = case when v.archived = 1 then coalesce(issues.archived_at, v.updated_at) end, \
    updated_at = v.updated_at, version = issues.version + 1 \
    from (select cast(value->>'id' as bigint) as id, value->>'title' as title, value->>'description' as description, \
        value->>'status' as status, cast(value->>'priority' as bigint) as priority, \
        cast(value->>'milestone' as bigint) as milestone, cast(value->>'sort_order' as double precision) as sort_order, \
        value->>'closed_at' as closed_at, cast(value->>'archived' as bigint) as archived, value->>'updated_at' as updated_at \
        from {each}($1{::json})) as v \
    where issues.id = v.id and +issues.workspace_id = $2";

impl Transaction {
    /// Merges a chunk and writes what came of it. `new` are the issues that this fetch created.
    pub(super) async fn merge_chunk(
        &mut self,
        telling: HubSource,
        told: Vec<HubIssue>,
        new: &HashSet<Uuid>,
        more: &Talk,
    ) -> Result<FetchReport> {
        let mut report = FetchReport::default();
        let chunk: Vec<Placed> = told
            .iter()
            .map(|hub| Placed {
                issue: hub.issue.clone(),
                sort_order: 0.0,
                more: false,
            })
            .collect();
        let mut talk = self.talk(&chunk).await?;
        for (uuid, (count, last)) in told
            .iter()
            .filter_map(|hub| more.get_key_value(&hub.issue.uuid))
        {
            let known = talk.entry(*uuid).or_insert((0, *last));
            *known = (known.0 + count, known.1.max(*last));
        }
        report.comments = talk.values().map(|talk| talk.0).sum();
        let (changes, links) = self.changes(telling, &told, new, &talk).await?;
        self.save_rows(&changes, &links).await?;
        self.save_labels(&changes).await?;
        report.warnings = self.save_links(&changes, &links).await?;
        report.issues_updated = changes
            .iter()
            .filter(|change| change.changed() && !change.new)
            .count() as i64;
        report.conflicts = changes
            .iter()
            .map(|change| change.conflicts.len() as i64)
            .sum();
        self.tell(&changes, &talk, &links);
        self.remember(telling, &changes, &told, report.warnings.is_empty())
            .await?;
        Ok(report)
    }

    /// Takes in the comments that are new; returns for their issues how many there are and when the
    /// last was written.
    async fn talk(&mut self, chunk: &[Placed]) -> Result<Talk> {
        let comments = self.new_comments(chunk).await?;
        let uuids: Vec<Uuid> = comments.iter().map(|(issue, _)| *issue).collect();
        let ids = self.settled(&uuids).await?;
        let authors = self
            .authors(
                comments
                    .iter()
                    .filter_map(|(_, comment)| comment.author.as_deref())
                    .collect(),
            )
            .await?;
        self.comment_all(&comments, &ids, &authors).await?;
        let mut talk = HashMap::new();
        for (issue, comment) in comments {
            let (count, last) = talk.entry(issue).or_insert((0, comment.created_at));
            *count += 1;
            *last = comment.created_at.max(*last);
        }
        Ok(talk)
    }

    /// Takes in comments of one issue, of which there are too many for a chunk.
    pub(super) async fn more_comments(&mut self, issue: ImportedIssue) -> Result<Talk> {
        let uuids: Vec<Uuid> = issue.comments.iter().map(|comment| comment.uuid).collect();
        let talk = self
            .talk(&[Placed {
                issue,
                sort_order: 0.0,
                more: true,
            }])
            .await?;
        self.see_comments(&uuids).await?;
        Ok(talk)
    }

    async fn settled(&mut self, uuids: &[Uuid]) -> Result<chunk::Settled> {
        let sql =
            self.sql("select uuid, id from issues where workspace_id = $1 and uuid in (select {value} from {each}($2{::json}))");
        let query = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?);
        let rows: Vec<(String, i64)> = query.fetch_all(&mut self.conn).await?;
        let settled = |(uuid, id): (String, i64)| {
            Some((
                uuid.parse().ok()?,
                chunk::Imported {
                    id: IssueId(id),
                    newer_here: false,
                },
            ))
        };
        Ok(rows.into_iter().filter_map(settled).collect())
    }

    /// What becomes of each issue that is here.
    async fn changes(
        &mut self,
        telling: HubSource,
        told: &[HubIssue],
        new: &HashSet<Uuid>,
        talk: &Talk,
    ) -> Result<(Vec<Merge>, Links)> {
        let uuids: Vec<Uuid> = told.iter().map(|hub| hub.issue.uuid).collect();
        let mut here = self.here(&uuids).await?;
        let around: BTreeSet<Uuid> = here.values().flat_map(LocalIssue::around).collect();
        let seen = self.seen(&around).await?;
        here.values_mut()
            .for_each(|here| here.settle_related(&seen.related));
        let plain: Vec<IssueSnapshot> = told.iter().map(|hub| hub.version(None)).collect();
        let links = self
            .links(
                plain
                    .iter()
                    .chain(here.values().map(|here| &here.version))
                    .chain(seen.all()),
            )
            .await?;
        let mut changes = Vec::with_capacity(told.len());
        for (hub, plain) in told.iter().zip(plain) {
            let uuid = hub.issue.uuid;
            let Some(here) = here.remove(&uuid) else {
                continue;
            };
            let base = seen.base(telling, &plain);
            let theirs = links.known(hub.version(base.as_ref().or(Some(&here.version))));
            let told = hub.version(base.as_ref());
            let base = base.map(|base| links.known(base));
            let Merged {
                version: mut after,
                conflicts,
            } = merge(base.as_ref(), &here.version, &theirs);
            if let Some((_, last)) = talk.get(&uuid) {
                after.updated_at = after.updated_at.max(*last);
            }
            let known = links.known(told.clone());
            changes.push(Merge {
                here,
                told,
                known,
                after,
                conflicts,
                new: new.contains(&uuid),
            });
        }
        Ok((changes, links))
    }

    async fn save_rows(&mut self, changes: &[Merge], links: &Links) -> Result<()> {
        let changed: Vec<&Merge> = changes.iter().filter(|change| change.changed()).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let mut ends = self.lane_ends().await?;
        let rows: Vec<Row<'_>> = changed
            .iter()
            .map(|change| row(change, links, &mut ends))
            .collect();
        let query = sqlx::query(self.sql(UPDATE))
            .bind(statement::rows(&rows)?)
            .bind(self.workspace());
        query.execute(&mut self.conn).await?;
        Ok(())
    }

    /// The sort orders of each lane's first and last card.
    async fn lane_ends(&mut self) -> Result<HashMap<String, (f64, f64)>> {
        let sql = "select status, min(sort_order), max(sort_order) from issues where workspace_id = $1 and archived_at is null group by status";
        let rows: Vec<(String, f64, f64)> = sqlx::query_as(sql)
            .bind(self.workspace())
            .fetch_all(&mut self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .map(|(status, first, last)| (status, (first, last)))
            .collect())
    }

    async fn save_labels(&mut self, changes: &[Merge]) -> Result<()> {
        let pairs = |from: fn(&Merge) -> (&BTreeSet<String>, &BTreeSet<String>)| {
            let one = move |change| {
                let (more, less) = from(change);
                more.difference(less).map(|label| LabelRow {
                    issue: change.here.id.0,
                    label,
                })
            };
            changes.iter().flat_map(one).collect::<Vec<_>>()
        };
        let added = pairs(|change| (&change.after.labels, &change.here.version.labels));
        let removed = pairs(|change| (&change.here.version.labels, &change.after.labels));
        if !removed.is_empty() {
            let sql = self.sql(
                "delete from issue_labels where exists (select 1 from {each}($1{::json}) e join labels l \
                 on l.workspace_id = $2 and l.name = e.value->>'label' \
                 where cast(e.value->>'issue' as bigint) = issue_labels.issue_id and l.id = issue_labels.label_id)",
            );
            sqlx::query(sql)
                .bind(statement::rows(&removed)?)
                .bind(self.workspace())
                .execute(&mut self.conn)
                .await?;
        }
        if !added.is_empty() {
            let names: HashSet<&str> = added.iter().map(|row| row.label).collect();
            self.ensure_labels(names.into_iter()).await?;
            self.insert_issue_labels(&added).await?;
        }
        Ok(())
    }

    /// Parents, blockers and relations: first what goes, then what comes. What would close a circle
    /// is left out, with a warning.
    async fn save_links(&mut self, changes: &[Merge], links: &Links) -> Result<Vec<String>> {
        let (mut cleared, mut parents, mut edges, mut removed) =
            (Vec::new(), Vec::new(), Vec::new(), HashSet::new());
        for Merge { here, after, .. } in changes {
            let before = &here.version;
            if before.parent != after.parent {
                cleared.push(here.id);
                parents.extend(after.parent.map(|parent| (after.uuid, parent)));
            }
            for other in before
                .blockers
                .difference(&after.blockers)
                .filter_map(|uuid| links.issues.get(uuid))
            {
                removed.insert((other.0, here.id.0, RelationKind::Blocks.as_str()));
            }
            for other in before
                .related
                .difference(&after.related)
                .filter_map(|uuid| links.issues.get(uuid))
            {
                removed.insert((
                    here.id.0.min(other.0),
                    here.id.0.max(other.0),
                    RelationKind::RelatesTo.as_str(),
                ));
            }
            let edge = |source, target, kind| ImportedRelation {
                source,
                target,
                kind,
            };
            edges.extend(
                after
                    .blockers
                    .difference(&before.blockers)
                    .map(|other| edge(*other, after.uuid, RelationKind::Blocks)),
            );
            edges.extend(
                after
                    .related
                    .difference(&before.related)
                    .map(|other| edge(after.uuid, *other, RelationKind::RelatesTo)),
            );
        }
        self.clear_parents(&cleared).await?;
        self.remove_edges(&removed).await?;
        let mut warnings = Vec::new();
        self.import_parents(&links.issues, parents, &mut warnings)
            .await?;
        self.import_relations(&links.issues, edges, &mut warnings)
            .await?;
        Ok(warnings)
    }

    /// Records and announces.
    fn tell(&mut self, changes: &[Merge], talk: &HashMap<Uuid, (i64, Timestamp)>, links: &Links) {
        let told =
            |c: &&Merge| c.changed() || !c.conflicts.is_empty() || talk.contains_key(&c.after.uuid);
        let changed: Vec<&Merge> = changes.iter().filter(told).collect();
        for change in &changed {
            for action in actions(change, links).into_iter().filter(|_| !change.new) {
                self.record(change.here.id, action);
            }
            if changed.len() <= ANNOUNCED {
                for field in fields(change, talk.contains_key(&change.after.uuid)) {
                    self.announce(change.here.id, field);
                }
            }
        }
        if !changed.is_empty() {
            // Counts on other cards may differ too: blockers, sub-issues.
            self.announce_change(Change::Imported {
                issues: changed.len() as i64,
            });
        }
    }

    async fn remember(
        &mut self,
        telling: HubSource,
        changes: &[Merge],
        told: &[HubIssue],
        whole: bool,
    ) -> Result<()> {
        let row = |change: &Merge| {
            let now = change.here.row_version + i64::from(change.changed());
            MergeBaseRow::new(
                &change.told,
                if whole && change.after.same_content(&change.known) {
                    now
                } else {
                    0
                },
            )
        };
        let rows: Result<Vec<MergeBaseRow>> = changes.iter().map(row).collect();
        self.see(telling, &rows?).await?;
        let comments: Vec<Uuid> = told
            .iter()
            .flat_map(|hub| &hub.issue.comments)
            .map(|comment| comment.uuid)
            .collect();
        self.see_comments(&comments).await
    }
}

/// A changed lane is entered as by a person: open ones at the bottom, closed ones on top.
fn row<'a>(change: &'a Merge, links: &Links, ends: &mut HashMap<String, (f64, f64)>) -> Row<'a> {
    let after = &change.after;
    let status = after.standing.status;
    let mut sort_order = 0.0;
    if status != change.here.version.standing.status {
        let (first, last) = ends.entry(status.as_str().to_owned()).or_insert((0.0, 0.0));
        let end = if status.is_closed() { first } else { last };
        *end += if status.is_closed() { -STEP } else { STEP };
        sort_order = *end;
    }
    Row {
        id: change.here.id,
        title: &after.title,
        description: after.description.as_deref(),
        status: status.as_str(),
        priority: after.priority.rank(),
        milestone: after
            .milestone
            .and_then(|uuid| links.milestones.get(&uuid))
            .map(|id| id.0),
        sort_order,
        closed_at: after.closed_at,
        archived: i64::from(after.standing.archived),
        updated_at: after.updated_at,
    }
}

/// What happened to the issue, as its history tells it.
fn actions(change: &Merge, links: &Links) -> Vec<Action> {
    let (before, after) = (&change.here.version, &change.after);
    let issue = |uuid: Option<Uuid>| uuid.and_then(|uuid| links.issues.get(&uuid).copied());
    let milestone = |uuid: Option<Uuid>| uuid.and_then(|uuid| links.milestones.get(&uuid).copied());
    let length = |text: &Option<String>| text.as_deref().map_or(0, |text| text.chars().count());
    let mut actions = Vec::new();
    let mut when = |changed: bool, action: Action| actions.extend(changed.then_some(action));
    when(
        before.title != after.title,
        Action::TitleChanged {
            from: before.title.clone(),
            to: after.title.clone(),
        },
    );
    let (from, to) = (length(&before.description), length(&after.description));
    when(
        before.description != after.description,
        Action::DescriptionChanged { from, to },
    );
    let (from, to) = (before.standing.status, after.standing.status);
    when(from != to, Action::StatusChanged { from, to });
    when(
        !before.standing.archived && after.standing.archived,
        Action::Archived,
    );
    when(
        before.standing.archived && !after.standing.archived,
        Action::Unarchived,
    );
    when(
        before.priority != after.priority,
        Action::PriorityChanged {
            from: before.priority,
            to: after.priority,
        },
    );
    when(
        before.parent != after.parent,
        Action::ParentChanged {
            from: issue(before.parent),
            to: issue(after.parent),
        },
    );
    let (from, to) = (milestone(before.milestone), milestone(after.milestone));
    when(from != to, Action::MilestoneChanged { from, to });
    actions.extend(
        after
            .labels
            .difference(&before.labels)
            .map(|label| Action::LabelAdded {
                label: label.clone(),
            }),
    );
    actions.extend(
        before
            .labels
            .difference(&after.labels)
            .map(|label| Action::LabelRemoved {
                label: label.clone(),
            }),
    );
    let added = after
        .blockers
        .difference(&before.blockers)
        .filter_map(|uuid| issue(Some(*uuid)));
    actions.extend(added.map(|blocker| Action::BlockerAdded { blocker }));
    let removed = before
        .blockers
        .difference(&after.blockers)
        .filter_map(|uuid| issue(Some(*uuid)));
    actions.extend(removed.map(|blocker| Action::BlockerRemoved { blocker }));
    actions.extend(
        change
            .conflicts
            .iter()
            .map(|conflict| Action::MergeConflict {
                field: conflict.field.to_owned(),
                kept: conflict.kept.clone(),
                dropped: conflict.dropped.clone(),
            }),
    );
    actions
}

/// What about the issue changed, as it is announced.
fn fields(change: &Merge, talk: bool) -> Vec<IssueField> {
    let (before, after) = (&change.here.version, &change.after);
    let updated = before.title != after.title
        || before.description != after.description
        || before.priority != after.priority
        || before.parent != after.parent;
    let all = [
        (updated, IssueField::Updated),
        (before.standing != after.standing, IssueField::Status),
        (before.labels != after.labels, IssueField::Labels),
        (before.blockers != after.blockers, IssueField::Blockers),
        (before.milestone != after.milestone, IssueField::Milestone),
        (talk, IssueField::Comments),
    ];
    all.into_iter()
        .filter_map(|(changed, field)| changed.then_some(field))
        .collect()
}
