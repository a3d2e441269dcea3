use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000).unwrap()
}

fn version(title: &str) -> IssueSnapshot {
    IssueSnapshot {
        uuid: Uuid::from_u128(1),
        title: title.to_owned(),
        description: None,
        standing: StatusAndArchive {
            status: Status::Backlog,
            archived: false,
        },
        closed_at: None,
        priority: Priority::Medium,
        parent: None,
        milestone: None,
        labels: BTreeSet::new(),
        blockers: BTreeSet::new(),
        related: BTreeSet::new(),
        updated_at: at(1),
    }
}

#[test]
fn each_side_brings_what_it_changed() {
    let base = version("Title");
    let ours = IssueSnapshot {
        title: "Ours".to_owned(),
        updated_at: at(2),
        ..base.clone()
    };
    let theirs = IssueSnapshot {
        priority: Priority::High,
        updated_at: at(3),
        ..base.clone()
    };
    let merged = merge(Some(&base), &ours, &theirs);
    assert_eq!(merged.conflicts, []);
    assert_eq!(
        merged.version,
        IssueSnapshot {
            title: "Ours".to_owned(),
            priority: Priority::High,
            updated_at: at(3),
            ..base
        }
    );
}

#[test]
fn of_two_titles_the_newer_stays_and_the_older_is_told() {
    let base = version("Title");
    let ours = IssueSnapshot {
        title: "Ours".to_owned(),
        updated_at: at(2),
        ..base.clone()
    };
    let theirs = IssueSnapshot {
        title: "Theirs".to_owned(),
        updated_at: at(3),
        ..base.clone()
    };
    let merged = merge(Some(&base), &ours, &theirs);
    let conflict = Conflict {
        field: "title",
        kept: "Theirs".to_owned(),
        dropped: "Ours".to_owned(),
    };
    assert_eq!(
        (merged.version.title.as_str(), merged.conflicts),
        ("Theirs", vec![conflict])
    );
    assert_eq!(
        merge(None, &ours, &theirs).conflicts,
        [],
        "without a base nobody knows who changed it"
    );
}

#[test]
fn a_lost_description_is_kept_whole_and_never_more_than_a_description() {
    let base = version("Title");
    let long = |letter: &str| Some(letter.repeat(text::DESCRIPTION_MAX));
    let ours = IssueSnapshot {
        description: long("o"),
        ..base.clone()
    };
    let theirs = IssueSnapshot {
        description: long("t"),
        ..base.clone()
    };
    let conflict = merge(Some(&base), &ours, &theirs).conflicts.remove(0);
    assert_eq!(
        (conflict.dropped, conflict.kept.chars().count()),
        (long("o").unwrap(), text::TITLE_MAX)
    );
    assert_eq!(conflict.kept.chars().last(), Some('…'));
}

#[test]
fn sets_lose_what_one_took_out_and_gain_what_one_put_in() {
    let labels = |words: &str| IssueSnapshot {
        labels: words.split_whitespace().map(str::to_owned).collect(),
        ..version("Title")
    };
    let check = |base: Option<&str>, ours: &str, theirs: &str, expect: &str| {
        let base = base.map(labels);
        assert_eq!(
            merge(base.as_ref(), &labels(ours), &labels(theirs))
                .version
                .labels,
            labels(expect).labels,
            "{ours} {theirs}"
        );
    };
    check(Some("a b"), "a b c", "b d", "b c d");
    check(Some("a"), "", "a", "");
    check(Some(""), "a", "a", "a");
    check(None, "a", "b", "a b");
}

#[test]
fn closed_twice_is_closed_when_it_first_was() {
    let base = version("Title");
    let closed = |status, seconds| IssueSnapshot {
        standing: StatusAndArchive {
            status,
            archived: false,
        },
        closed_at: Some(at(seconds)),
        updated_at: at(seconds),
        ..base.clone()
    };
    let check = |ours: &IssueSnapshot, theirs: &IssueSnapshot, expect| {
        let version = merge(Some(&base), ours, theirs).version;
        assert_eq!((version.standing.status, version.closed_at), expect);
    };
    check(
        &closed(Status::Done, 5),
        &closed(Status::Done, 4),
        (Status::Done, Some(at(4))),
    );
    check(
        &closed(Status::Done, 5),
        &closed(Status::Cancelled, 4),
        (Status::Done, Some(at(5))),
    );
    check(&closed(Status::Done, 5), &base, (Status::Done, Some(at(5))));
    let reopened = IssueSnapshot {
        updated_at: at(9),
        ..base.clone()
    };
    let version = merge(
        Some(&closed(Status::Done, 5)),
        &closed(Status::Done, 5),
        &reopened,
    )
    .version;
    assert_eq!(
        (version.standing.status, version.closed_at),
        (Status::Backlog, None)
    );
}

fn any_version() -> impl Strategy<Value = IssueSnapshot> {
    let standing = (0..Status::ALL.len(), any::<bool>());
    let set = || prop::collection::btree_set("[a-c]", 0..3);
    let refs = || prop::collection::btree_set((0u128..3).prop_map(Uuid::from_u128), 0..3);
    let texts = (
        "[a-c]",
        prop::option::of("[a-c]"),
        prop::option::of((0u128..3).prop_map(Uuid::from_u128)),
    );
    (standing, texts, set(), refs(), refs(), 0i64..4, 0i64..4).prop_map(
        |(
            (status, archived),
            (title, description, parent),
            labels,
            blockers,
            related,
            updated,
            closed,
        )| {
            let status = Status::ALL[status];
            IssueSnapshot {
                description,
                standing: StatusAndArchive {
                    status,
                    archived: archived && status.is_closed(),
                },
                closed_at: status.is_closed().then(|| at(closed)),
                priority: Priority::ALL[closed as usize],
                parent,
                milestone: parent,
                labels,
                blockers,
                related,
                updated_at: at(updated),
                ..version(&title)
            }
        },
    )
}

proptest! {
    #[test]
    fn both_sides_come_out_the_same(base in prop::option::of(any_version()), ours in any_version(), theirs in any_version()) {
        let here = merge(base.as_ref(), &ours, &theirs);
        prop_assert_eq!(&here, &merge(base.as_ref(), &theirs, &ours));
        let Merged { version, .. } = here;
        prop_assert_eq!(version.standing.status.is_closed(), version.closed_at.is_some());
        prop_assert!(version.standing.status.is_closed() || !version.standing.archived);
    }

    #[test]
    fn one_side_alone_is_taken_as_it_is(base in any_version(), changed in any_version()) {
        let changed = IssueSnapshot { updated_at: base.updated_at.max(changed.updated_at), ..changed };
        let merged = merge(Some(&base), &base, &changed);
        prop_assert_eq!(merged, Merged { version: changed, conflicts: Vec::new() });
    }

    #[test]
    fn merging_again_changes_nothing(base in any_version(), ours in any_version(), theirs in any_version()) {
        let merged = merge(Some(&base), &ours, &theirs).version;
        // The merge was written to the hub; the base is what the hub had.
        prop_assert_eq!(&merge(Some(&theirs), &merged, &theirs).version, &merged);
        prop_assert_eq!(&merge(Some(&ours), &ours, &merged).version.title, &merged.title);
    }

    #[test]
    fn nothing_is_lost_in_silence(base in any_version(), ours in any_version(), theirs in any_version()) {
        let merged = merge(Some(&base), &ours, &theirs);
        for side in [&ours, &theirs] {
            let told = merged.conflicts.iter().any(|c| c.field == "title" && (c.kept == side.title || c.dropped == side.title));
            prop_assert!(side.title == base.title || side.title == merged.version.title || told);
        }
        for label in ours.labels.difference(&base.labels).chain(theirs.labels.difference(&base.labels)) {
            prop_assert!(merged.version.labels.contains(label));
        }
    }
}
