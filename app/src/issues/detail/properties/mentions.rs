//! The pages of the knowledge that name the issue.

use model::knowledge::PageLink;

use super::super::open::open;
use crate::{
    knowledge::href,
    prelude::*,
    ui::icon::{Icon, Shape},
};

#[component]
pub fn Mentions() -> impl IntoView {
    let pages = open().part(|detail| detail.pages.clone());
    view! {
        <Show when=move || !pages.with(Vec::is_empty)>
            <h3>"Mentioned in"</h3>
            <ul class="rows -mx-2">
                <For
                    each=move || pages.get()
                    key=|page| (page.slug.clone(), page.title.clone())
                    let:page
                >
                    <Page page />
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Page(page: PageLink) -> impl IntoView {
    view! {
        <li>
            <a class="row" href=href(page.slug.as_str()) title=page.title.clone()>
                <Icon shape=Shape::Book />
                <span class="row-title">{page.title.clone()}</span>
            </a>
        </li>
    }
}
