//! A page on its way to the server, and how that ended.

use leptos::task::spawn_local;
use model::knowledge::disputed::TITLE;

use super::{Writer, writer::Kept};
use crate::{
    client::{mutation_id, toasts},
    error::AppError,
    knowledge::{
        data::{Outcome, Typed},
        functions::{create_page, update_page},
        href,
    },
    live::Draft,
    prelude::*,
};

impl Writer {
    pub fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        if self
            .round
            .with_untracked(|round| round.as_ref().is_some_and(|round| round.page.open() > 0))
        {
            return self.go_to_next(TITLE);
        }
        self.busy.set(true);
        self.refusal.set(None);
        let (typed, base, slug) = (self.read(), self.base.get_untracked(), self.slug_now());
        let kept = self.kept_here();
        spawn_local(async move {
            let outcome = send(slug, base, typed.clone()).await;
            if matches!(outcome, Ok(Outcome::Saved { .. })) {
                forget(&kept, &typed);
            }
            if self.busy.try_set(false).is_none() {
                self.ended(outcome, &typed);
            }
        });
    }

    fn ended(self, outcome: Result<Outcome, AppError>, sent: &Typed) {
        match outcome {
            Ok(Outcome::Saved {
                slug,
                merged,
                revision,
            }) => {
                let said = if merged {
                    "Saved and merged with another edit"
                } else {
                    "Saved"
                };
                toasts().say(format!("{said} · revision {revision}"));
                if self.read() == *sent {
                    self.kept.set(false);
                    self.go.run(href(&slug));
                } else {
                    self.stay(slug, revision, merged, sent);
                }
            }
            Ok(Outcome::Conflict(round)) => self.begin(*round, sent),
            Err(error) if error.offline => {
                toasts().refuse_with(
                    "Can't reach the server. Your text is saved here.",
                    "Retry",
                    Callback::new(move |()| self.save()),
                );
            }
            Err(error) => self.refusal.set(Some(error.detail)),
        }
    }

    /// Somebody typed on while the page was on its way: that stays, on top of the revision that was
    /// saved. Where that says more than what was sent, it stays on top of what it was: another's
    /// changes would be taken back.
    fn stay(self, slug: String, revision: i64, merged: bool, sent: &Typed) {
        self.saved.set_value(sent.clone());
        self.own.set_value(revision);
        self.round.set(None);
        if !merged {
            self.base.set(revision);
        }
        if slug == self.slug_now() {
            return self.changed();
        }
        // The page has another address now.
        let typed = Typed {
            slug: slug.clone(),
            ..self.read()
        };
        let kept = Kept {
            base: self.base.get_untracked(),
            typed,
        };
        self.kept_here().discard();
        self.slug_now.set_value(slug.clone());
        self.kept_here()
            .keep(&serde_json::to_string(&kept).unwrap_or_default());
        self.go.run(format!("{}/edit", href(&slug)));
    }
}

/// What was saved is kept no longer, unless it is something newer.
fn forget(kept: &Draft, saved: &Typed) {
    let own: Option<Kept> = kept.own().and_then(|json| serde_json::from_str(&json).ok());
    if own.is_some_and(|own| own.typed == *saved) {
        kept.discard();
    }
}

async fn send(slug: String, base: i64, typed: Typed) -> Result<Outcome, AppError> {
    let mutation = Some(mutation_id());
    if slug.is_empty() {
        return create_page(
            typed.title,
            typed.slug,
            typed.content,
            typed.tags,
            typed.sources,
            mutation,
        )
        .await;
    }
    update_page(
        slug,
        base,
        typed.title,
        typed.slug,
        typed.content,
        typed.tags,
        typed.sources,
        true,
        mutation,
    )
    .await
}
