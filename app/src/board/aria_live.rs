//! Screen-reader announcements of moved cards: one polite live region and its sentences.

use model::{AgentStatus, Card, IssueId, Status};

use super::state::BoardState;
use crate::prelude::*;

/// The region. Stands once, on the board.
#[component]
pub fn LiveRegion() -> impl IntoView {
    let said = BoardState::get().said;
    view! {
        <div class="sr-only" id="board-said" role="status" aria-live="polite">
            {move || said.get()}
        </div>
    }
}

/// `Picked up #42, position 3 of 12 in Todo.`
#[must_use]
pub fn lifted(id: IssueId, lane: Status, index: usize, of: usize) -> String {
    format!(
        "Picked up #{id}, position {} of {of} in {}.",
        index + 1,
        lane.label()
    )
}

/// `In progress, 1 of 4.`
#[must_use]
pub fn over(lane: Status, index: usize, of: usize) -> String {
    format!("{}, {} of {of}.", lane.label(), index + 1)
}

/// `Dropped #42, 1 of 4 in In progress.`
#[must_use]
pub fn dropped(id: IssueId, lane: Status, index: usize, of: usize) -> String {
    format!("Dropped #{id}, {} of {of} in {}.", index + 1, lane.label())
}

/// `#42 is back in Todo, 3 of 12.`
#[must_use]
pub fn put_back(id: IssueId, lane: Status, index: usize, of: usize) -> String {
    format!("#{id} is back in {}, {} of {of}.", lane.label(), index + 1)
}

/// `Couldn't move the card: Can't move from Todo to Review. Allowed: … It's back in Todo.`
#[must_use]
pub fn rejected(why: &str, lane: Status) -> String {
    format!(
        "Couldn't move the card: {}. It's back in {}.",
        why.trim_end_matches('.'),
        lane.label()
    )
}

/// `3 cards changed.`
#[must_use]
pub fn changed(cards: usize) -> String {
    format!(
        "{cards} {} changed.",
        if cards == 1 { "card" } else { "cards" }
    )
}

/// A card's name: `#42 Fix token refresh, high, blocked by 1, agent worker-1 active`; `status`:
/// what its agent is now.
#[must_use]
pub fn name(card: &Card, status: Option<AgentStatus>) -> String {
    let mut name = format!(
        "#{} {}, {}",
        card.id,
        card.title,
        card.priority.label().to_lowercase()
    );
    for (count, words) in [(card.blocked_by, "blocked by"), (card.unblocks, "unblocks")] {
        if count > 0 {
            name.push_str(&format!(", {words} {count}"));
        }
    }
    if let (Some(holder), Some(status)) = (&card.holder, status) {
        name.push_str(&format!(
            ", agent {} {}",
            holder.agent,
            status.label().to_lowercase()
        ));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences() {
        let id = IssueId(42);
        assert_eq!(
            lifted(id, Status::Todo, 2, 12),
            "Picked up #42, position 3 of 12 in Todo."
        );
        assert_eq!(over(Status::InProgress, 0, 4), "In progress, 1 of 4.");
        assert_eq!(
            dropped(id, Status::InProgress, 0, 4),
            "Dropped #42, 1 of 4 in In progress."
        );
        assert_eq!(
            put_back(id, Status::Todo, 2, 12),
            "#42 is back in Todo, 3 of 12."
        );
        let why = Status::Todo
            .check_move(Status::Review)
            .unwrap_err()
            .to_string();
        assert_eq!(
            rejected(&why, Status::Todo),
            "Couldn't move the card: Can't move from Todo to Review. Allowed: Backlog, In progress, Cancelled. It's back in Todo."
        );
        assert_eq!(changed(1), "1 card changed.");
        assert_eq!(changed(3), "3 cards changed.");
    }
}
