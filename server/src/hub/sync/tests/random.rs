//! Edits, fetches and pushes in any order: in the end all say the same, and nothing is lost.

use std::collections::BTreeSet;

use model::{Status, Uuid};

use super::*;

/// How many interleavings each of the eight tests has, which makes 200, and how many steps each of
/// those has.
const ROUNDS: u64 = 25;
const STEPS: u64 = 5;
/// After how many of them everybody exchanges everything and is compared.
const COMPARED: u64 = 5;

/// SplitMix64: the same dice on every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

/// What was written anywhere and must be found everywhere.
#[derive(Default)]
struct Memory {
    created: BTreeSet<Uuid>,
    deleted: BTreeSet<Uuid>,
    comments: BTreeSet<(Uuid, String)>,
}

async fn edit(place: &Place, dice: &mut Dice, memory: &mut Memory, step: u64) {
    let issues = place.issues().await;
    if issues.len() < 3 || (issues.len() < 8 && dice.roll(8) == 0) {
        let id = place.create(&format!("Issue {step}")).await;
        memory
            .created
            .insert(place.store.issue(&place.me, id).await.unwrap().uuid);
        return;
    }
    let issue = &issues[dice.roll(issues.len() as u64) as usize].issue;
    let other = &issues[dice.roll(issues.len() as u64) as usize].issue;
    let (store, me, id) = (&place.store, &place.me, issue.id);
    // A rule may refuse: that is an answer as good as any other.
    match dice.roll(11) {
        0 => place.rename(id, &format!("Title {step}")).await,
        1 => {
            place
                .patch(
                    id,
                    IssuePatch {
                        description: Some(Some(format!("Text {step}"))),
                        ..Default::default()
                    },
                )
                .await;
        }
        2 => {
            place
                .patch(
                    id,
                    IssuePatch {
                        priority: Some(Priority::ALL[dice.roll(5) as usize]),
                        ..Default::default()
                    },
                )
                .await;
        }
        3 => drop(store.close_issue(me, id).await),
        4 => drop(store.reopen_issue(me, id).await),
        5 => drop(
            store
                .add_label(me, id, ["red", "green", "blue"][dice.roll(3) as usize])
                .await,
        ),
        6 => drop(
            store
                .remove_label(me, id, ["red", "green", "blue"][dice.roll(3) as usize])
                .await,
        ),
        7 => {
            place.comment(id, &format!("Comment {step}")).await;
            memory
                .comments
                .insert((issue.uuid, format!("Comment {step}")));
        }
        8 => drop(store.add_blocker(me, id, other.id).await),
        9 => {
            let status = Status::ALL[dice.roll(7) as usize];
            let patch = IssuePatch {
                parent: Some(Some(other.id)),
                status: Some(status),
                ..Default::default()
            };
            drop(store.update_issue(me, id, patch).await);
        }
        _ if dice.roll(3) == 0 => {
            store.delete_issue(me, id).await.unwrap();
            memory.deleted.insert(issue.uuid);
        }
        _ => drop(store.archive_issue(me, id).await),
    }
}

async fn agree(places: &[Place], memory: &Memory, round: u64) {
    // The last to push knows everything, and the others fetch it. What was left out because it
    // would close a circle is told to the others in a second turn.
    let mut pictures = Vec::new();
    for _ in 0..3 {
        pictures.clear();
        for place in places {
            place.push().await;
        }
        for place in places {
            place.fetch().await;
            pictures.push(place.picture().await);
        }
        if pictures.iter().all(|picture| *picture == pictures[0]) {
            break;
        }
    }
    for other in &pictures[1..] {
        let odd: Vec<_> = pictures[0]
            .iter()
            .zip(other)
            .filter(|(a, b)| a != b)
            .collect();
        assert!(
            odd.is_empty() && pictures[0].len() == other.len(),
            "round {round}: {odd:#?}"
        );
    }
    let issues = places[0].issues().await;
    let there: BTreeSet<Uuid> = issues.iter().map(|detail| detail.issue.uuid).collect();
    let lost: Vec<_> = memory
        .created
        .difference(&there)
        .filter(|uuid| !memory.deleted.contains(uuid))
        .collect();
    assert!(lost.is_empty(), "round {round}: {lost:?}");
    for (uuid, content) in memory
        .comments
        .iter()
        .filter(|(uuid, _)| !memory.deleted.contains(uuid))
    {
        let detail = issues
            .iter()
            .find(|detail| detail.issue.uuid == *uuid)
            .unwrap();
        assert!(
            detail
                .comments
                .iter()
                .any(|comment| comment.content == *content),
            "round {round}: {content} on {uuid}"
        );
    }
}

async fn any_order_ends_in_agreement(seed: u64) {
    let remote = empty_hub();
    let clock = clock();
    let places = [
        Place::new(&remote, &clock).await,
        Place::new(&remote, &clock).await,
        Place::new(&remote, &clock).await,
    ];
    let mut dice = Dice(2026 + seed);
    let mut memory = Memory::default();
    for round in 0..ROUNDS {
        for step in 0..STEPS {
            let place = &places[dice.roll(3) as usize];
            match dice.roll(5) {
                0 => {
                    place.fetch().await;
                }
                1 => {
                    place.push().await;
                }
                _ => edit(place, &mut dice, &mut memory, round * STEPS + step).await,
            }
        }
        if round % COMPARED == COMPARED - 1 {
            agree(&places, &memory, round).await;
        }
    }
}

macro_rules! eight {
    ($($name:ident $seed:literal),*) => {$(
        #[tokio::test]
        async fn $name() {
            any_order_ends_in_agreement($seed).await;
        }
    )*};
}

// Each by itself, so that they run beside each other.
eight!(first 1, second 2, third 3, fourth 4, fifth 5, sixth 6, seventh 7, eighth 8);
