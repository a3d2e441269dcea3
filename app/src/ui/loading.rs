//! A page's geometry while it loads, and its bar where there is nothing else to show.

use serde::{Serialize, de::DeserializeOwned};

use super::error_panel::ErrorPanel;
use crate::{error::AppError, prelude::*, shell::DrawerButton};

/// A top bar with a title and nothing to do.
#[component]
pub fn Bar(title: &'static str) -> impl IntoView {
    view! {
        <header class="bar">
            <DrawerButton />
            <h1>{title}</h1>
        </header>
    }
}

/// A top bar inside a room: the way back there, what is open, and what can be done with it.
#[component]
pub fn CrumbBar(
    room: &'static str,
    href: &'static str,
    #[prop(into)] here: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="bar">
            <DrawerButton />
            <h1 class="truncate">
                <a class="crumb" href=href>
                    {room}
                </a>
                {move || format!(" {}", here.get())}
            </h1>
            {children
                .map(|children| {
                    view! {
                        <span class="spacer"></span>
                        {children()}
                    }
                })}
        </header>
    }
}

/// What a page is once it is loaded. Until then it looks like a table, and where that fails it says
/// why.
#[component]
pub fn LoadedTable<T>(
    title: &'static str,
    loaded: Resource<Result<T, AppError>>,
    show: fn(T) -> AnyView,
) -> impl IntoView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let outcome = move |loaded_now: Result<T, AppError>| match loaded_now {
        Ok(first) => show(first),
        Err(error) => {
            let retry = move |()| loaded.refetch();
            view! {
                <Bar title />
                <ErrorPanel error retry />
            }
        }
    };
    view! {
        <Transition fallback=move || {
            view! { <LoadingTable title /> }
        }>{move || Suspend::new(async move { outcome(loaded.await) })}</Transition>
    }
}

/// A list of lines that is on its way.
#[component]
pub fn LoadingRows() -> impl IntoView {
    view! {
        <p class="sr-only" role="status">
            "Loading"
        </p>
        <ul class="rows p-2" aria-hidden="true">
            {(0..12).map(|_| view! { <li class="row skeleton mb-1"></li> }).collect_view()}
        </ul>
    }
}

/// A page that will be a table.
#[component]
fn LoadingTable(title: &'static str) -> impl IntoView {
    view! {
        <Bar title />
        <p class="sr-only" role="status">
            "Loading"
        </p>
        <div class="p-3" aria-hidden="true">
            {(0..8).map(|_| view! { <div class="skeleton h-10 mb-2"></div> }).collect_view()}
        </div>
    }
}

/// A page that will be a text with properties beside it, in a room that `title` and `href` name.
#[component]
pub fn LoadingText(title: &'static str, href: &'static str) -> impl IntoView {
    view! {
        <CrumbBar room=title href here="" />
        <div class="split" aria-busy="true">
            <div class="read">
                <div class="skeleton h-7 w-3/4 mb-4"></div>
                <div class="skeleton h-4 w-full mb-2"></div>
                <div class="skeleton h-4 w-2/3 mb-2"></div>
            </div>
            <aside class="props">
                <div class="skeleton h-6 w-full mb-1"></div>
                <div class="skeleton h-6 w-full mb-1"></div>
                <div class="skeleton h-6 w-full mb-1"></div>
            </aside>
        </div>
    }
}
