//! The first start in a clone that others already track issues in: their issues are offered.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::Path,
};

use store::Store;

use crate::{
    config,
    hub::{
        self, HubFound,
        sync::{HubSync, SyncError},
    },
    import,
    settings::Settings,
};

/// Takes in the issues of the repository's hub when the database is new: after asking, where there is somebody to ask. What goes
/// wrong is said, and the server starts all the same.
pub async fn offer_import(store: &Store, folder: &Path, out: &mut impl Write) -> io::Result<()> {
    if !is_new(store).await {
        return Ok(());
    }
    let Some(hub) = hub::offer(folder).await else { return Ok(()) };
    if io::stdin().is_terminal() && !agrees(&hub, &mut io::stdin().lock(), out)? {
        return writeln!(out, "Nothing was imported; `crosslink import {}` does it later", hub.repository.display());
    }
    match import::run(store, &hub.repository, out).await {
        Ok(_) => catch_up(store, folder, out).await,
        Err(error) => writeln!(out, "The hub could not be imported: {error}"),
    }
}

/// What a clone has of its hub beside issues: pages, milestones, agents and locks. Nobody is asked for it, so a clone that is cut off
/// has all of it too.
async fn catch_up(store: &Store, folder: &Path, out: &mut impl Write) -> io::Result<()> {
    let Ok(actor) = store.local_operator().await else { return Ok(()) };
    let Ok(settings) = Settings::of(&config::root(folder)).read().await else { return Ok(()) };
    match HubSync::new(store.clone(), folder.to_owned()).catch_up(&actor, &settings.remote).await {
        Ok(report) => writeln!(out, "{}", report.sentence()),
        // A hub that was imported from branches of its own has no remote to be beside of.
        Err(SyncError::NoRepository(_) | SyncError::NoRemote(_) | SyncError::NoHub(_)) => Ok(()),
        Err(error) => writeln!(out, "The rest of the hub could not be taken in: {error}"),
    }
}

/// A database in which nothing has ever happened.
async fn is_new(store: &Store) -> bool {
    match store.local_operator().await {
        Ok(actor) => store.last_seq(&actor).await.is_ok_and(|seq| seq == 0),
        Err(_) => false,
    }
}

fn agrees(hub: &HubFound, answers: &mut impl BufRead, out: &mut impl Write) -> io::Result<bool> {
    let what = hub.issues.map_or_else(|| "the issues".to_owned(), |issues| format!("{issues} issues"));
    write!(out, "Import {what} from {}? [Y/n] ", hub.branch)?;
    out.flush()?;
    let mut answer = String::new();
    answers.read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question() {
        let hub = HubFound { repository: "/repo".into(), branch: "origin/crosslink/hub".into(), issues: Some(311) };
        for (answer, expect) in [("\n", true), ("y\n", true), ("Yes\n", true), ("n\n", false), ("what?\n", false)] {
            let mut out = Vec::new();
            assert_eq!(agrees(&hub, &mut answer.as_bytes(), &mut out).unwrap(), expect, "{answer}");
            assert_eq!(String::from_utf8(out).unwrap(), "Import 311 issues from origin/crosslink/hub? [Y/n] ");
        }
    }
}
