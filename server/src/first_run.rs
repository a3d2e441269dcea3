//! The first start in a clone that others already track issues in: their issues are offered.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::Path,
};

use store::Store;

use crate::{
    hub::{self, HubFound},
    import,
};

/// Takes in the issues of the repository's hub when the database is new: after asking, where there
/// is somebody to ask. What goes wrong is said, and the server starts all the same.
pub async fn offer_import(store: &Store, folder: &Path, out: &mut impl Write) -> io::Result<()> {
    if !is_new(store).await {
        return Ok(());
    }
    let Some(hub) = hub::offer(folder).await else {
        return Ok(());
    };
    if io::stdin().is_terminal() && !agrees(&hub, &mut io::stdin().lock(), out)? {
        return writeln!(
            out,
            "Skipped. Run `crosslink import {}` to import later",
            hub.repository.display()
        );
    }
    match import::run(store, &hub.repository, out).await {
        Ok(_) => Ok(()),
        Err(error) => writeln!(out, "Couldn't import the hub: {error}"),
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
    let what = match hub.issues {
        None => "Import".to_owned(),
        Some(1) => "Import 1 issue,".to_owned(),
        Some(issues) => format!("Import {issues} issues,"),
    };
    write!(
        out,
        "{what} milestones, knowledge pages, agents and locks from {}? [Y/n] ",
        hub.branch
    )?;
    out.flush()?;
    let mut answer = String::new();
    answers.read_line(&mut answer)?;
    Ok(matches!(
        answer.trim().to_lowercase().as_str(),
        "" | "y" | "yes"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question() {
        let hub = HubFound {
            repository: "/repo".into(),
            branch: "origin/crosslink/hub".into(),
            issues: Some(311),
        };
        for (answer, expect) in [
            ("\n", true),
            ("y\n", true),
            ("Yes\n", true),
            ("n\n", false),
            ("what?\n", false),
        ] {
            let mut out = Vec::new();
            assert_eq!(
                agrees(&hub, &mut answer.as_bytes(), &mut out).unwrap(),
                expect,
                "{answer}"
            );
            assert_eq!(
                String::from_utf8(out).unwrap(),
                "Import 311 issues, milestones, knowledge pages, agents and locks from origin/crosslink/hub? [Y/n] "
            );
        }
    }
}
