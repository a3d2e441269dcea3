use leptos_router::location::RequestUrl;
use model::{IssueId, MilestoneId};
use proptest::{prelude::*, sample::subsequence};

use super::*;

fn read(query: &str) -> IssueFilter {
    from_query(
        RequestUrl::new(&format!("/issues?{query}"))
            .parse()
            .expect("an address")
            .search_params(),
    )
}

fn check(query: &str, expect: &str) {
    assert_eq!(to_query(&read(query)), expect, "{query}");
}

#[test]
fn what_is_not_understood_is_ignored() {
    check("", "");
    check(
        "status=review,nonsense,todo,todo&priority=urgent,high,",
        "status=todo,review&priority=urgent,high",
    );
    check(
        "lifecycle=all&blocked=perhaps&milestone=x&parent=&sort=title",
        "",
    );
    check(
        "lifecycle=archived&blocked=no",
        "blocked=no&lifecycle=archived",
    );
    check(
        "label=b&label=a,%20b&label=b&label=",
        "label=a,%20b&label=b",
    );
    check("q=%20%20", "");
    check(
        "q=50%25+off&milestone=7&parent=12",
        "q=50%2525%20off&milestone=7&parent=12",
    );
}

/// Each chip links to the filter without it, so many labels would make a page of many links of
/// great length.
#[test]
fn an_address_asks_for_a_few_labels() {
    let many: Vec<String> = (10..400).map(|n| format!("label=l{n}")).collect();
    assert_eq!(
        read(&many.join("&")).labels.len(),
        IssueFilter::LABELS_MAX + 1,
        "one too many is enough to be refused"
    );
    assert_eq!(read(&format!("label={}", "x".repeat(129))).labels, [""; 0]);
}

#[test]
fn the_sidebar_views_are_written_as_they_are_linked() {
    check("blocked=no&lifecycle=open", "blocked=no&lifecycle=open");
    check("blocked=yes&lifecycle=open", "blocked=yes&lifecycle=open");
}

#[test]
fn chips_say_what_is_filtered_and_take_it_away() {
    let filter = read(
        "q=hub&status=todo,in_progress,review&priority=high&label=a&label=b&milestone=3&parent=9&blocked=yes",
    );
    let shown: Vec<_> = chips(&filter, None)
        .iter()
        .map(|chip| chip.text.clone())
        .collect();
    assert_eq!(
        shown,
        [
            "“hub”",
            "Blocked",
            "Status: Todo, In progress or Review",
            "Priority: High",
            "Label: a",
            "Label: b",
            "Milestone: 3",
            "Parent: #9"
        ]
    );
    assert_eq!(chips(&filter, Some("v1"))[6].text, "Milestone: v1");
    assert_eq!(chips(&filter, None)[4].without.labels, ["b"]);
    let empty = chips(&filter, None).iter().fold(filter.clone(), |left, _| {
        match chips(&left, None).first() {
            Some(chip) => chip.without.clone(),
            None => left,
        }
    });
    assert_eq!(empty, IssueFilter::default());
}

#[test]
fn a_value_toggles_in_and_out() {
    let chosen = toggled(&Status::ALL, &[Status::Review], Status::Todo);
    assert_eq!(chosen, [Status::Todo, Status::Review]);
    assert_eq!(
        toggled(&Status::ALL, &chosen, Status::Review),
        [Status::Todo]
    );
}

fn any_filter() -> impl Strategy<Value = IssueFilter> {
    let lifecycle = prop::option::of(prop::sample::select(vec![
        Lifecycle::Open,
        Lifecycle::Closed,
        Lifecycle::Archived,
    ]));
    let labels = prop::collection::btree_set("[^\0]{1,9}", 0..4);
    (
        lifecycle,
        subsequence(Status::ALL.to_vec(), 0..=7),
        subsequence(Priority::ALL.to_vec(), 0..=5),
        labels,
        prop::option::of("[^\0]{0,9}[a-z%+&=#?]"),
        prop::option::of(any::<i64>()),
        prop::option::of(any::<i64>()),
        any::<Option<bool>>(),
    )
        .prop_map(
            |(lifecycle, statuses, priorities, labels, search, parent, milestone, blocked)| {
                IssueFilter {
                    without_milestone: false,
                    lifecycle,
                    statuses,
                    priorities,
                    labels: labels.into_iter().collect(),
                    search,
                    parent: parent.map(IssueId),
                    milestone: milestone.map(MilestoneId),
                    blocked,
                }
            },
        )
}

proptest! {
    #[test]
    fn a_query_gives_back_its_filter(filter in any_filter()) {
        prop_assert_eq!(read(&to_query(&filter)), filter);
    }
}
