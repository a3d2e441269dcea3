//! Makes a batch fit: texts within the model's limits, links only between what is there, and all in
//! the order it was written.

use std::collections::{HashMap, HashSet};

use model::{
    RelationKind, Uuid,
    import::{Batch, ImportedComment, ImportedIssue, ImportedRelation},
    text::{self, COMMENT_MAX, DESCRIPTION_MAX, LABEL_MAX, NAME_MAX, NOTE_MAX, TITLE_MAX},
};

use super::warnings::Warnings;

/// Leaves out links that lead nowhere, to the issue itself, or for the second time.
pub(super) fn links(batch: &mut Batch, warnings: &mut Warnings) {
    let names: HashMap<Uuid, String> = batch
        .issues
        .iter()
        .map(|issue| (issue.uuid, name(issue)))
        .collect();
    for issue in &mut batch.issues {
        let lost = issue
            .parent
            .take_if(|parent| !names.contains_key(parent) || *parent == issue.uuid);
        if lost.is_some() {
            warnings.add(
                "Parents that are not there were left out",
                &names[&issue.uuid],
            );
        }
    }
    let mut seen = HashSet::new();
    batch.relations.retain(
        |edge| match (names.get(&edge.source), names.get(&edge.target)) {
            (Some(source), Some(_)) if edge.source == edge.target => {
                warnings.add("Links of an issue to itself were left out", source);
                false
            }
            (Some(_), Some(_)) => seen.insert(key(edge)),
            (source, target) => {
                let known = source
                    .or(target)
                    .map_or_else(|| edge.source.to_string(), String::clone);
                warnings.add(
                    "Links to issues that are not there were left out",
                    format_args!("of {known}"),
                );
                false
            }
        },
    );
}

/// To relate to each other is the same from both ends.
fn key(edge: &ImportedRelation) -> (Uuid, Uuid, RelationKind) {
    let (a, b) = (edge.source, edge.target);
    if edge.kind == RelationKind::RelatesTo {
        (a.min(b), a.max(b), edge.kind)
    } else {
        (a, b, edge.kind)
    }
}

/// Cuts texts to the model's limits and puts issues and comments in the order in which they were
/// written, so that numbers given here follow it.
pub(super) fn texts(batch: &mut Batch, warnings: &mut Warnings) {
    for issue in &mut batch.issues {
        tidy_issue(issue, warnings);
        let name = name(issue);
        let blank = |comment: &mut ImportedComment| text::is_blank(&comment.content);
        for _ in issue.comments.extract_if(.., blank) {
            warnings.add("Blank comments were left out", &name);
        }
        for comment in &mut issue.comments {
            tidy_comment(comment, &name, warnings);
        }
        issue
            .comments
            .sort_by_key(|comment| (comment.created_at, comment.uuid));
    }
    batch
        .issues
        .sort_by_key(|issue| (issue.created_at, issue.number, issue.uuid));
}

fn tidy_issue(issue: &mut ImportedIssue, warnings: &mut Warnings) {
    let name = name(issue);
    let mut cut = Cut {
        name: &name,
        warnings,
    };
    issue.title = text::line(&issue.title);
    if issue.title.trim().chars().count() > TITLE_MAX {
        // The whole of it goes on in the description, so nothing is lost.
        let rest = issue
            .description
            .take()
            .map(|text| format!("\n\n{text}"))
            .unwrap_or_default();
        issue.description = Some(issue.title.trim().to_owned() + &rest);
    }
    issue.title = cut.apply("Titles", issue.title.trim(), TITLE_MAX);
    if text::is_blank(&issue.title) {
        cut.warnings
            .add("Issues without a title are called 'Untitled'", &name);
        issue.title = "Untitled".to_owned();
    }
    issue.description = issue
        .description
        .take()
        .filter(|text| !text.trim().is_empty());
    issue.description = issue
        .description
        .take()
        .map(|text| cut.apply("Descriptions", &text, DESCRIPTION_MAX));
    issue.author = cut.word("Authors", issue.author.take(), NAME_MAX);
    let labels = std::mem::take(&mut issue.labels).into_iter();
    issue.labels = labels
        .filter_map(|label| cut.word("Labels", Some(label), LABEL_MAX))
        .collect();
    issue.labels.sort();
    issue.labels.dedup();
}

fn tidy_comment(comment: &mut ImportedComment, name: &str, warnings: &mut Warnings) {
    let mut cut = Cut { name, warnings };
    comment.content = cut.apply("Comments", &comment.content, COMMENT_MAX);
    comment.author = cut.word("Authors", comment.author.take(), NAME_MAX);
    comment.trigger_type = cut.word("Triggers", comment.trigger_type.take(), LABEL_MAX);
    comment.intervention_context = cut.word(
        "Contexts of interventions",
        comment.intervention_context.take(),
        NOTE_MAX,
    );
}

/// Cuts the texts of one issue.
struct Cut<'a> {
    name: &'a str,
    warnings: &'a mut Warnings,
}

impl Cut<'_> {
    /// The text with at most `max` characters, and without NUL, which PostgreSQL cannot store.
    fn apply(&mut self, what: &str, text: &str, max: usize) -> String {
        if text.contains('\0') {
            self.warnings
                .add(format!("{what} lost their NUL characters"), self.name);
            return self.apply(what, &text.replace('\0', ""), max);
        }
        if text.len() <= max || text.chars().count() <= max {
            return text.to_owned();
        }
        self.warnings.add(
            format!("{what} of more than {max} characters were cut"),
            self.name,
        );
        text.chars().take(max - 1).chain(['…']).collect()
    }

    /// The same for a short text, trimmed; a blank one is none.
    fn word(&mut self, what: &str, text: Option<String>, max: usize) -> Option<String> {
        text.map(|text| self.apply(what, &text::line(&text), max))
            .filter(|text| !text::is_blank(text))
    }
}

/// What the source calls an issue.
fn name(issue: &ImportedIssue) -> String {
    match (&issue.external, issue.number) {
        (Some(external), _) => external.clone(),
        (None, Some(number)) => format!("#{number}"),
        (None, None) => issue.uuid.to_string(),
    }
}
