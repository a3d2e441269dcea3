//! The timeline of an issue: comments and activities, oldest first.

use model::{Activity, Comment, CommentKind, signature::SignatureBadge};

use super::{
    activity_text::{Word, sentence},
    data::Entry,
    open::open,
};
use crate::{
    prelude::*,
    ui::{
        avatar::Avatar,
        icon::{Icon, Shape},
        time_ago::TimeAgo,
    },
};

#[component]
pub fn Timeline() -> impl IntoView {
    let timeline = open().part(|detail| detail.timeline.clone());
    view! {
        <section>
            <h2 class="section">
                <Icon shape=Shape::Activity />
                "Activity"
            </h2>
            <ol class="timeline">
                <For each=move || timeline.get() key=Entry::key let:entry>
                    {match entry {
                        Entry::Comment(comment) => view! { <CommentEntry comment /> },
                        Entry::Activity(activity) => view! { <ActivityEntry activity /> },
                    }}
                </For>
            </ol>
        </section>
    }
}

#[component]
fn CommentEntry(comment: Comment) -> impl IntoView {
    // Without an author it is the reader's own, on its way.
    let name = comment
        .author
        .as_ref()
        .map_or_else(|| "You".to_owned(), |author| author.name.clone());
    let sending = comment.id.0 < 0;
    let mark = open()
        .shown
        .with_untracked(|detail| SignatureBadge::of(&comment, detail.signing));
    view! {
        <li class="entry" id=format!("comment-{}", comment.id) aria-busy=sending.then_some("true")>
            {match comment.author {
                Some(author) => view! { <Avatar author /> },
                None => view! { <Icon shape=Shape::Comment /> },
            }}
            <article class="comment" class:opacity-60=sending>
                <header class="comment-head">
                    <b class="break-words">{name}</b>
                    <span class=kind_class(comment.kind)>{comment.kind.as_str()}</span>
                    {comment
                        .trigger_type
                        .map(|trigger| view! { <span class="mono break-words">{trigger}</span> })}
                    <TimeAgo at=comment.created_at />
                    {mark
                        .map(|mark| view! { <SignatureNote mark key=comment.signed_by.clone() /> })}
                </header>
                {comment
                    .intervention_context
                    .map(|context| view! { <p class="muted mb-2 break-words">{context}</p> })}
                <div class="prose" inner_html=comment.content></div>
            </article>
        </li>
    }
}

/// What the comment's signature is worth, with the key where there is one.
#[component]
fn SignatureNote(mark: SignatureBadge, key: Option<String>) -> impl IntoView {
    let meaning = key.map_or_else(
        || mark.meaning().to_owned(),
        |key| format!("{} Key {key}", mark.meaning()),
    );
    let shape = if mark.is_doubtful() {
        Shape::Blocked
    } else {
        Shape::Check
    };
    view! {
        <span class="signature" class:danger=mark.is_doubtful() title=meaning>
            <Icon shape />
            {mark.label()}
        </span>
    }
}

#[component]
fn ActivityEntry(activity: Activity) -> impl IntoView {
    let words = open()
        .shown
        .with_untracked(|detail| sentence(&activity.action, &detail.milestones));
    let word = |word| match word {
        Word::Plain(text) => text.into_any(),
        Word::Strong(text) => view! { <b>{text}</b> },
        Word::Past(text) => view! { <span>{text}</span> },
        Word::Issue(id) => {
            view! {
                <a class="link num" href=format!("/issues/{id}")>
                    {format!("#{id}")}
                </a>
            }
        }
    };
    view! {
        <li class="entry">
            <Avatar author=activity.author.clone() />
            <p class="break-words">
                <b>{activity.author.name}</b>
                " "
                {words.into_iter().map(word).collect_view()}
                " · "
                <TimeAgo at=activity.at />
            </p>
        </li>
    }
}

fn kind_class(kind: CommentKind) -> &'static str {
    match kind {
        CommentKind::Note => "kind kind-note",
        CommentKind::Plan => "kind kind-plan",
        CommentKind::Decision => "kind kind-decision",
        CommentKind::Observation => "kind kind-observation",
        CommentKind::Blocker => "kind kind-blocker",
        CommentKind::Resolution => "kind kind-resolution",
        CommentKind::Result => "kind kind-result",
        CommentKind::Intervention => "kind kind-intervention",
        CommentKind::Handoff => "kind kind-handoff",
        CommentKind::Human => "kind kind-human",
        CommentKind::System => "kind kind-system",
    }
}
