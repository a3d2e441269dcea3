//! The import as a person at a prompt sees it.

use std::{io::Write, path::Path};

use model::{
    Actor,
    import::{Batch, Report},
};
use store::Store;
use tokio::sync::watch;

use super::{ImportError, demo, read, rest};

/// How many warnings are shown.
const SHOWN: usize = 20;

/// Imports `source` for the local operator and writes what happens, and in the end what came of it,
/// to `out`.
pub async fn run(
    store: &Store,
    source: &Path,
    out: &mut impl Write,
) -> Result<Report, ImportError> {
    writeln!(out, "Reading {}", source.display())?;
    let mut batch = read(source).await?;
    let actor = store.local_operator().await?;
    let is_demo = source == Path::new("demo");
    if is_demo {
        batch = demo::dated(store, &actor, batch).await?;
    }
    let issues: Vec<_> = batch.issues.iter().map(|issue| issue.uuid).collect();
    writeln!(out, "{}", contents(&batch))?;
    let mut warnings = std::mem::take(&mut batch.warnings);
    let mut report = import(store, &actor, batch, out).await?;
    if is_demo {
        demo::surround(store, &actor, &issues).await?;
    }
    warnings.append(&mut report.warnings);
    report.warnings = warnings;
    write_report(&report, out)?;
    rest::take_in(store, source, out).await?;
    Ok(report)
}

/// Imports while saying how far it has come, at most ten times.
async fn import(
    store: &Store,
    actor: &Actor,
    batch: Batch,
    out: &mut impl Write,
) -> Result<Report, ImportError> {
    let (tell, mut told) = watch::channel((0, 0));
    let progress = move |done, all| {
        tell.send_replace((done, all));
    };
    let mut importing = std::pin::pin!(store.import(actor, batch, progress));
    let mut said = 0;
    loop {
        tokio::select! {
            report = &mut importing => return Ok(report?),
            Ok(()) = told.changed() => {
                let (done, all) = *told.borrow_and_update();
                if done * 10 >= (said + 1) * all && done > 0 {
                    said = done * 10 / all.max(1);
                    writeln!(out, "  {done} of {all} issues")?;
                }
            }
        }
    }
}

fn contents(batch: &Batch) -> String {
    let comments: usize = batch.issues.iter().map(|issue| issue.comments.len()).sum();
    let parents = batch
        .issues
        .iter()
        .filter(|issue| issue.parent.is_some())
        .count();
    let Batch {
        source,
        issues,
        relations,
        ..
    } = batch;
    let counts = [
        (issues.len(), "issue"),
        (comments, "comment"),
        (relations.len(), "link"),
        (parents, "parent"),
    ];
    format!(
        "{source}: {}",
        counts
            .map(|(count, what)| counted(count as i64, what))
            .join(", ")
    )
}

fn write_report(report: &Report, out: &mut impl Write) -> std::io::Result<()> {
    let Report {
        issues_created,
        issues_updated,
        issues_unchanged,
        comments,
        labels,
        relations,
        warnings,
    } = report;
    writeln!(
        out,
        "Issues: {issues_created} new, {issues_updated} updated, {issues_unchanged} unchanged"
    )?;
    let new = [
        (*comments, "comment"),
        (*labels, "label"),
        (*relations, "link"),
    ];
    writeln!(
        out,
        "New: {}",
        new.map(|(count, what)| counted(count, what)).join(", ")
    )?;
    if !warnings.is_empty() {
        writeln!(out, "Import warnings:")?;
    }
    for warning in warnings.iter().take(SHOWN) {
        writeln!(out, "  {warning}")?;
    }
    if warnings.len() > SHOWN {
        writeln!(out, "  and {} more", warnings.len() - SHOWN)?;
    }
    Ok(())
}

/// `1 issue`, `2 issues`
fn counted(count: i64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(warnings: usize) -> String {
        let warnings = (1..=warnings).map(|n| format!("Warning {n}")).collect();
        let mut out = Vec::new();
        write_report(
            &Report {
                issues_created: 3,
                comments: 2,
                warnings,
                ..Report::default()
            },
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    async fn run_demo(store: &Store) -> (Report, String) {
        let mut out = Vec::new();
        let report = run(store, Path::new("demo"), &mut out).await.unwrap();
        (report, String::from_utf8(out).unwrap())
    }

    #[tokio::test]
    async fn the_second_time_changes_nothing() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let (first, said) = run_demo(&store).await;
        assert_eq!(
            (
                first.issues_created,
                first.issues_updated,
                first.issues_unchanged
            ),
            (27, 0, 0),
            "{said}"
        );
        assert!(
            said.starts_with(
                "Reading demo\ndemonstration: 27 issues, 39 comments, 14 links, 7 parents\n"
            ),
            "{said}"
        );
        assert!(said.matches(" of 27 issues\n").count() <= 10, "{said}");
        let (second, said) = run_demo(&store).await;
        assert_eq!(
            second,
            Report {
                issues_unchanged: 27,
                ..Report::default()
            },
            "{said}"
        );
    }

    /// How many things each page shows.
    async fn shown(store: &Store) -> [usize; 8] {
        let me = store.local_operator().await.unwrap();
        let milestones = store.list_milestones(&me, None).await.unwrap();
        let agents = store.list_agents(&me).await.unwrap();
        let (open, ended) = (
            store.list_sessions(&me, true, None, 99),
            store.list_sessions(&me, false, None, 99),
        );
        [
            milestones.iter().filter(|it| it.issue_count > 0).count(),
            agents.iter().filter(|it| !it.heartbeats.is_empty()).count(),
            store.list_locks(&me).await.unwrap().len(),
            open.await.unwrap().len(),
            ended.await.unwrap().len(),
            store.list_pages(&me).await.unwrap().len(),
            store.page_history(&me, "scan-journal").await.unwrap().len(),
            // A day's records may fall on two days in UTC.
            store
                .usage_days(&me, &model::UsageFilter::default())
                .await
                .unwrap()
                .len()
                .min(30),
        ]
    }

    #[tokio::test]
    async fn the_demo_fills_every_page_once() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        run_demo(&store).await;
        assert_eq!(shown(&store).await, [3, 3, 3, 2, 4, 4, 3, 30]);
        let (me, now) = (store.local_operator().await.unwrap(), store.now());
        let locks = store.list_locks(&me).await.unwrap();
        let policy = model::Config::default().locks();
        let stale: Vec<_> = locks
            .iter()
            .filter(|lock| lock.is_stale(policy, now))
            .map(|lock| lock.agent.as_str())
            .collect();
        assert_eq!(stale, ["pier-3"]);
        let agents = store.list_agents(&me).await.unwrap();
        let lively: Vec<_> = agents
            .iter()
            .map(|agent| format!("{} {}", agent.name, agent.status(now).as_str()))
            .collect();
        assert_eq!(lively, ["deck-1 active", "pier-3 stale", "quay-2 idle"]);
        let page = store.page(&me, "scan-journal").await.unwrap();
        assert!(
            page.draft.content.contains("(#8)") && !page.draft.content.contains("{{"),
            "{}",
            page.draft.content
        );
        run_demo(&store).await;
        assert_eq!(shown(&store).await, [3, 3, 3, 2, 4, 4, 3, 30]);
    }

    #[tokio::test]
    async fn what_was_changed_in_the_demo_stays() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        run_demo(&store).await;
        let me = store.local_operator().await.unwrap();
        let patch = model::IssuePatch {
            title: Some("Mine".into()),
            ..Default::default()
        };
        store
            .update_issue(&me, model::IssueId(10), patch)
            .await
            .unwrap();
        run_demo(&store).await;
        assert_eq!(
            store.issue(&me, model::IssueId(10)).await.unwrap().title,
            "Mine"
        );
    }

    #[test]
    fn a_report_stays_readable() {
        insta::assert_snapshot!(written(0), @r"
        Issues: 3 new, 0 updated, 0 unchanged
        New: 2 comments, 0 labels, 0 links
        ");
        let long = written(25);
        assert!(
            long.contains("  Warning 20\n  and 5 more\n") && !long.contains("Warning 21"),
            "{long}"
        );
    }
}
