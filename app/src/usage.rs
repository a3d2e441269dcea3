//! Usage: the tokens and dollars that agents spend on language models, by day, agent and model.

use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{UsageShare, UsageSum};

use crate::{
    error::AppError,
    live::{self, Frame, live_query},
    prelude::*,
    shell::DrawerButton,
    ui::{
        empty::Empty,
        error_panel::ErrorPanel,
        icon::{Icon, Shape},
    },
};

mod chart;
mod format;
mod functions;

use chart::TokensByDay;
use format::{dollars, short, short_dollars};
use functions::{Span, Used, load_usage};

/// The spans that can be chosen: the word in the address, and the days.
const SPANS: [(&str, &str, Span); 4] = [
    ("7", "7 days", Span(Some(7))),
    ("30", "30 days", Span(Some(30))),
    ("90", "90 days", Span(Some(90))),
    ("all", "All", Span(None)),
];

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    span: Span,
    agent: Option<String>,
}

impl Asked {
    fn read(query: &leptos_router::params::ParamsMap) -> Self {
        let word = query.get("days");
        let span = SPANS
            .iter()
            .find(|(name, ..)| Some(*name) == word.as_deref())
            .map_or(Span(Some(30)), |(.., span)| *span);
        Asked {
            span,
            agent: query.get("agent").filter(|agent| !agent.is_empty()),
        }
    }

    fn href(&self) -> String {
        let word = SPANS
            .iter()
            .find(|(.., span)| *span == self.span)
            .map_or("30", |(word, ..)| word);
        let agent = self
            .agent
            .as_deref()
            .map(|agent| format!("&agent={}", leptos_router::location::Url::escape(agent)));
        format!("/usage?days={word}{}", agent.unwrap_or_default())
    }
}

#[component]
pub fn UsagePage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(Asked::read));
    let used = live::page(
        move || asked.get(),
        |asked| load_usage(asked.span, asked.agent),
    );
    let link = move |(_, name, span): (&'static str, &'static str, Span)| {
        view! {
            <a
                href=move || asked.with(|asked| Asked { span, ..asked.clone() }.href())
                aria-current=move || asked.with(|asked| asked.span == span).then_some("page")
            >
                {name}
            </a>
        }
    };
    view! {
        <Title text="Usage" />
        <header class="bar">
            <DrawerButton />
            <h1>"Usage"</h1>
            <nav class="seg" aria-label="Span">
                {SPANS.map(link).collect_view()}
            </nav>
        </header>
        <Transition fallback=Skeleton>
            {move || Suspend::new(async move {
                outcome(asked.get_untracked(), used.await, Callback::new(move |()| used.refetch()))
            })}
        </Transition>
    }
}

fn outcome(asked: Asked, loaded: Result<Used, AppError>, retry: Callback<()>) -> AnyView {
    match loaded {
        Ok(first) => view! { <Spent asked first /> },
        Err(error) => view! { <ErrorPanel error retry /> },
    }
}

#[component]
fn Spent(asked: Asked, first: Used) -> impl IntoView {
    let (span, agent) = (asked.span, asked.agent.clone());
    let (used, _) = live_query(
        first,
        move || load_usage(span, agent.clone()),
        |frame| matches!(frame, Frame::Usage { .. }),
    );
    let is_empty = Memo::new(move |_| used.with(|used| used.shares.is_empty()));
    let asked = StoredValue::new(asked);
    view! {
        <Show
            when=move || !is_empty.get()
            fallback=move || view! { <NoUsage asked=asked.get_value() /> }
        >
            {move || { used.with(|used| totals(&used.shares)) }}
            <div class="page">
                {asked.with_value(|asked| asked.agent.is_some().then(|| only(asked)))}
                {move || {
                    used.with(|used| {
                        view! {
                            <TokensByDay days=used.days.clone() from=used.from today=used.today />
                        }
                    })
                }}
                {move || {
                    used.with(|used| {
                        view! { <Shares shares=used.shares.clone() asked=asked.get_value() /> }
                    })
                }}
            </div>
        </Show>
    }
}

/// Whose usage is shown, and the way back to everybody's.
fn only(asked: &Asked) -> impl IntoView + use<> {
    let agent = asked.agent.clone().unwrap_or_default();
    let label = format!("Remove filter Agent: {agent}");
    let everybody = Asked {
        agent: None,
        span: asked.span,
    }
    .href();
    view! {
        <a class="chip chip-on mb-3" href=everybody aria-label=label>
            <span class="truncate">"Agent: " {agent}</span>
            <Icon shape=Shape::Close class="icon-sm" />
        </a>
    }
}

fn totals(shares: &[UsageShare]) -> impl IntoView + use<> {
    let sum = shares
        .iter()
        .fold(UsageSum::default(), |sum, share| sum.plus(&share.sum));
    let stat = |name: &'static str, value: String| {
        view! {
            <div class="stat">
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! {
        <dl class="stats" tabindex="0" aria-label="Totals">
            {stat("Cost", dollars(sum.cost))}
            {stat("Requests", short(sum.requests))}
            {stat("Input tokens", short(sum.input_tokens))}
            {stat("Output tokens", short(sum.output_tokens))}
            {stat("Cache reads", short(sum.cache_read_tokens))}
            {stat("Cache writes", short(sum.cache_creation_tokens))}
        </dl>
    }
}

/// By agent and language model.
#[component]
fn Shares(shares: Vec<UsageShare>, asked: Asked) -> impl IntoView {
    let row = move |share: UsageShare| {
        let UsageShare { agent, model, sum } = share;
        let href = Asked {
            agent: Some(agent.clone()),
            span: asked.span,
        }
        .href();
        view! {
            <tr>
                <td class="usage-name">
                    <a class="link" href=href>
                        {agent}
                    </a>
                    <small class="only-phone">{model.clone()}</small>
                </td>
                <td class="usage-name only-desk">{model}</td>
                <td class="row-end only-desk">{sum.requests}</td>
                <td class="row-end" title=sum.input_tokens.to_string()>
                    {short(sum.input_tokens)}
                </td>
                <td class="row-end" title=sum.output_tokens.to_string()>
                    {short(sum.output_tokens)}
                </td>
                <td class="row-end only-desk">{short(sum.cache_read_tokens)}</td>
                <td class="row-end" title=dollars(sum.cost)>
                    {short_dollars(sum.cost)}
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th>"Agent"</th>
                        <th class="only-desk">"Model"</th>
                        <th class="row-end only-desk">"Requests"</th>
                        <th class="row-end">"Input"</th>
                        <th class="row-end">"Output"</th>
                        <th class="row-end only-desk">"Cache reads"</th>
                        <th class="row-end">"Cost"</th>
                    </tr>
                </thead>
                <tbody>{shares.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn NoUsage(asked: Asked) -> impl IntoView {
    let narrowed = asked.agent.is_some() || asked.span != Span(None);
    let days = asked
        .span
        .0
        .map_or(String::new(), |days| format!(" in the last {days} days"));
    let agent = asked
        .agent
        .map_or(String::new(), |agent| format!(" by {agent}"));
    let title = format!("No usage{agent}{days}");
    view! {
        <Empty
            shape=Shape::Activity
            title
            says="Agents report the tokens they spend. Report some with:"
            command="curl {host}/api/v1/usage --json '{\"agent_id\":\"worker-1\",\"input_tokens\":1200,\"output_tokens\":300}'"
        >
            {narrowed
                .then(|| {
                    view! {
                        <a class="btn" href="/usage?days=all">
                            "Show all time"
                        </a>
                    }
                })}
        </Empty>
    }
}

#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <div class="page">
            <p class="sr-only" role="status">
                "Loading"
            </p>
            <div class="skeleton h-40 mb-3"></div>
            {(0..4).map(|_| view! { <div class="skeleton h-8 mb-1"></div> }).collect_view()}
        </div>
    }
}
