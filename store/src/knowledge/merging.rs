//! What a page says after somebody saved it.

use model::{
    Draft, Error as Rule, KnowledgePage, PagePatch, Result,
    knowledge::{Merged, PageConflict, merge},
};

/// The page's text with the patch in it, and whether somebody else's changes had to be joined with it. `base` is what the patch
/// was written on, where that is not what the page says now.
pub(super) fn joined(page: &KnowledgePage, base: Option<Draft>, patch: PagePatch) -> Result<(Draft, bool)> {
    let Some(base) = base else {
        return Ok((patch.on(page.draft.clone()).checked()?, false));
    };
    let yours = patch.on(base.clone()).checked()?;
    match merge::merge(&base, &page.draft, &yours) {
        // Joined, it may have become longer than a page may be.
        Merged::Clean(draft) => Ok((draft.checked()?, yours != base && page.draft != base)),
        Merged::Conflict(marked) => Err(Rule::PageConflict(Box::new(PageConflict {
            slug: page.slug.clone(),
            revision: page.revision,
            theirs: page.draft.clone(),
            yours,
            marked,
        }))),
    }
}
