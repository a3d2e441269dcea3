//! The JSON that SQL builds for the model's types.
//!
//! A list travels as one row of JSON text: handing rows over one by one is what costs on SQLite.
//! Each shape speaks of an issue `i` (or a comment `c`, an activity `a`, a milestone `m`, an agent
//! `g`, a lock `k`, a session `s`, a record of usage `u`) and has exactly the fields that serde
//! expects.

use model::{Priority, Status};

/// The shape of that name, as a template of [`crate::dialect`].
pub(crate) fn named(name: &str) -> Option<String> {
    Some(match name {
        "issue" => ISSUE.replace("{author}", &author("i.author_type", "i.author_id")),
        // Without its text, which may be long: for changes that leave it alone.
        "issue_fields" => ISSUE
            .replace("i.description", "null")
            .replace("{author}", &author("i.author_type", "i.author_id")),
        "summary" => SUMMARY.to_owned(),
        "card" => CARD.to_owned(),
        "link" => {
            "{object}('id', i.id, 'identifier', i.identifier, 'title', i.title, 'status', i.status)"
                .to_owned()
        }
        "comment" => COMMENT.replace("{author}", &author("c.author_type", "c.author_id")),
        "activity" => ACTIVITY.replace("{author}", &author("a.actor_type", "a.actor_id")),
        "milestone" => MILESTONE.to_owned(),
        "agent" => AGENT.to_owned(),
        "lock" => LOCK.to_owned(),
        "session" => SESSION.to_owned(),
        "usage" => USAGE.to_owned(),
        "usage_sum" => USAGE_SUM.to_owned(),
        "page" => PAGE.to_owned(),
        "page_row" => PAGE_ROW.to_owned(),
        "mirror_page" => format!("{MIRROR_PAGE}{})", author_name()),
        "page_summary" => PAGE_SUMMARY.to_owned(),
        "page_link" => "{object}('slug', p.slug, 'title', p.title)".to_owned(),
        "revision" => format!("{{object}}({})", revision()),
        "revision_draft" => REVISION_DRAFT.to_owned(),
        "whole_revision" => format!("{{object}}({}, 'draft', {{revision_draft}})", revision()),
        "labels" => LABELS.to_owned(),
        "priority" => priority(),
        "status_rank" => status_rank(),
        "blocked" => format!("exists (select 1 {OPEN_BLOCKERS})"),
        "blocked_by" => format!("(select count(*) {OPEN_BLOCKERS})"),
        _ => return None,
    })
}

/// All rows of a query as one JSON text: `list("{card}", "i.id")`.
pub(crate) fn list(shape: &str, order: &str) -> String {
    format!("coalesce({{array}}({shape} order by {order}), '[]'{{::json}}){{::text}}")
}

const ISSUE: &str = "{object}('id', i.id, 'uuid', i.uuid, 'workspace', i.workspace_id, 'crew', i.crew_id, 'identifier', i.identifier, \
    'title', i.title, 'description', i.description, 'status', i.status, 'priority', {priority}, 'parent', i.parent_id, \
    'milestone', i.milestone_id, 'author', {author}, 'sort_order', {sort_order}, 'version', i.version, \
    'created_at', i.created_at, 'updated_at', i.updated_at, 'closed_at', i.closed_at, 'archived_at', i.archived_at)";

const SUMMARY: &str =
    "{object}('issue', {issue}, 'labels', {labels}, 'blocker_count', {blocked_by})";

const CARD: &str = "{object}('id', i.id, 'identifier', i.identifier, 'title', i.title, 'status', i.status, 'priority', {priority}, \
    'sort_order', {sort_order}, 'version', i.version, 'parent', i.parent_id, 'milestone', i.milestone_id, \
    'milestone_name', (select m.name from milestones m where m.id = i.milestone_id), 'labels', {labels}, 'blocked_by', {blocked_by}, \
    'unblocks', case when i.closed_at is not null then 0 else (select count(*) from relations r join issues t on t.id = r.target_id \
        where r.source_id = i.id and r.kind = 'blocks' and t.closed_at is null) end, \
    'subissues_done', (select count(*) from issues s where s.parent_id = i.id and s.closed_at is not null), \
    'subissues', (select count(*) from issues s where s.parent_id = i.id), \
    'comments', (select count(*) from comments c where c.issue_id = i.id), \
    'holder', {json}((select {object}('agent', g.name, 'claimed_at', k.claimed_at, 'heard_at', g.last_heartbeat_at) \
        from locks k join agents g on g.id = k.agent_id where k.issue_id = i.id)), \
    'created_at', i.created_at, 'updated_at', i.updated_at, \
    'archived', {json}(case when i.archived_at is null then 'false' else 'true' end{::json}))";

const COMMENT: &str = "{object}('id', c.id, 'uuid', c.uuid, 'issue', c.issue_id, 'author', {author}, 'content', c.content, \
    'kind', c.kind, 'trigger_type', c.trigger_type, 'intervention_context', c.intervention_context, \
    'driver_key_fingerprint', c.driver_key_fingerprint, 'signed_by', c.signed_by, 'verdict', c.verdict, \
    'created_at', c.created_at)";

const ACTIVITY: &str = "{object}('id', a.id, 'issue', a.issue_id, 'author', {author}, 'action', {json}(a.details{::json}), 'at', a.at)";

const MILESTONE: &str = "{object}('id', m.id, 'uuid', m.uuid, 'name', m.name, 'description', m.description, 'status', m.status, \
    'created_at', m.created_at, 'closed_at', m.closed_at, \
    'issue_count', (select count(*) from issues s where s.milestone_id = m.id), \
    'completed_count', (select count(*) from issues s where s.milestone_id = m.id and s.closed_at is not null))";

/// `$2` is the instant from which on its heartbeats are wanted.
const AGENT: &str = "{object}('id', g.id, 'name', g.name, 'machine', g.machine, 'description', g.description, \
    'created_at', g.created_at, 'last_heartbeat', g.last_heartbeat_at, \
    'active_issue', {json}((select {link} from issues i where i.id = g.active_issue_id)), \
    'locks', {json}((select coalesce({array}({link} order by i.id), '[]'{::json}) \
        from locks k join issues i on i.id = k.issue_id where k.agent_id = g.id)), \
    'heartbeats', {json}((select coalesce({array}(h.at order by h.at desc), '[]'{::json}) \
        from heartbeats h where h.agent_id = g.id and h.at >= $2)))";

const LOCK: &str = "{object}('issue', {link}, 'agent', g.name, 'branch', k.branch, 'claimed_at', k.claimed_at, \
    'signed_by', k.signed_by, 'heard_at', g.last_heartbeat_at)";
const SESSION: &str = "{object}('id', s.id, 'agent', (select g.name from agents g where g.id = s.agent_id), \
    'active_issue', {json}((select {link} from issues i where i.id = s.active_issue_id)), 'last_action', s.last_action, \
    'handoff_notes', s.handoff_notes, 'started_at', s.started_at, 'ended_at', s.ended_at)";

const USAGE: &str = "{object}('id', u.id, 'agent', (select g.name from agents g where g.id = u.agent_id), 'session', u.session_id, \
    'model', u.model, 'input_tokens', u.input_tokens, 'output_tokens', u.output_tokens, 'cache_read_tokens', u.cache_read_tokens, \
    'cache_creation_tokens', u.cache_creation_tokens, 'cost_estimate', u.cost_estimate, 'at', u.at)";

/// Over the records of a group.
const USAGE_SUM: &str = "{object}('requests', count(*), 'input_tokens', sum(u.input_tokens), 'output_tokens', sum(u.output_tokens), \
    'cache_read_tokens', coalesce(sum(u.cache_read_tokens), 0), 'cache_creation_tokens', coalesce(sum(u.cache_creation_tokens), 0), \
    'cost', sum(u.cost_estimate))";

const LABELS: &str = "{json}((select coalesce({array}({object}('name', l.name, 'color', l.color) order by l.name), '[]'{::json}) \
    from issue_labels il join labels l on l.id = il.label_id where il.issue_id = i.id))";

const PAGE: &str = "{object}('slug', p.slug, 'title', p.title, 'content', p.content, 'tags', {json}(p.tags{::json}), \
    'sources', {json}(p.sources{::json}), 'contributors', {json}(p.contributors{::json}), 'created', p.created_on, 'updated', p.updated_on, \
    'updated_at', p.updated_at, 'revision', p.revision, 'other', {json}(p.other{::json}))";

const PAGE_ROW: &str = "{object}('id', p.id, 'page', {page}, 'mirrored_revision', p.mirrored_revision, \
    'deleted', {json}(case when p.deleted_at is null then 'false' else 'true' end{::json}))";

const PAGE_SUMMARY: &str = "{object}('slug', p.slug, 'title', p.title, 'tags', {json}(p.tags{::json}), \
    'contributors', {json}(p.contributors{::json}), 'updated', p.updated_on, 'updated_at', p.updated_at, 'revision', p.revision)";

const REVISION_DRAFT: &str = "{object}('title', v.title, 'content', v.content, 'tags', {json}(v.tags{::json}), 'sources', {json}(v.sources{::json}))";

const MIRROR_PAGE: &str = "{object}('id', p.id, 'page', {page}, 'mirrored_as', p.mirrored_slug, \
    'deleted', {json}(case when p.deleted_at is null then 'false' else 'true' end{::json}), 'author', ";

/// Who made a revision `v`, by name.
fn author_name() -> String {
    format!(
        "coalesce(v.author_name, {})",
        name("v.actor_type", "v.actor_id")
    )
}

/// A revision `v` without its text. What came from elsewhere says who wrote it by name.
fn revision() -> String {
    let name = author_name();
    format!(
        "'number', v.number, 'edit', v.edit, 'author', {{object}}('party', {{object}}('type', v.actor_type, 'id', nullif(v.actor_id, 0)), \
         'name', {name}), 'at', v.at, 'slug', v.slug, 'title', v.title"
    )
}

const OPEN_BLOCKERS: &str = "from relations r join issues b on b.id = r.source_id \
    where r.target_id = i.id and r.kind = 'blocks' and b.closed_at is null";

/// Who, by the two columns; the name is the one they have now.
fn author(kind: &str, id: &str) -> String {
    format!(
        "{{json}}(case when {kind} is null then null else {{object}}('party', {{object}}('type', {kind}, 'id', nullif({id}, 0)), \
         'name', {}) end)",
        name(kind, id)
    )
}

/// The name that somebody has now.
fn name(kind: &str, id: &str) -> String {
    format!(
        "coalesce(case {kind} when 'user' then (select u.name from users u where u.id = {id}) \
         when 'agent' then (select g.name from agents g where g.id = {id}) else '{SYSTEM}' end, 'Somebody')"
    )
}

/// What people read where the program itself acted.
pub(crate) const SYSTEM: &str = "Crosslink";

fn priority() -> String {
    let cases: Vec<String> = Priority::ALL
        .iter()
        .map(|p| format!("when {} then '{}'", p.rank(), p.as_str()))
        .collect();
    format!("case i.priority {} end", cases.join(" "))
}

/// The place of a status in [`Status::LISTED`].
fn status_rank() -> String {
    let cases: Vec<String> = (0..)
        .zip(Status::LISTED)
        .map(|(rank, status): (i32, _)| format!("when '{status}' then {rank}"))
        .collect();
    format!("case i.status {} end", cases.join(" "))
}
