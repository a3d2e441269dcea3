//! A page's geometry while it loads, and its bar where there is nothing else to show.

use leptos::prelude::*;

use crate::shell::DrawerButton;

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

/// A page that will be a table.
#[component]
pub fn LoadingTable(title: &'static str) -> impl IntoView {
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
        <header class="bar">
            <DrawerButton />
            <h1>
                <a class="crumb" href=href>
                    {title}
                </a>
            </h1>
        </header>
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
