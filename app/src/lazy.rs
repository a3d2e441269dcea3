//! Pages whose program is fetched when somebody first goes there.
//!
//! The pages of a chunk come together. Every page is in one: what is common to all is all that the first page waits for, and it
//! stays the same size however many pages there are.

/// Makes a route of a page in a chunk: `page_route!(tracker, IssuesRoute, issues_view, preload_issues, IssuesPage)`.
macro_rules! page_route {
    ($chunk:ident, $route:ident, $view:ident, $preload:ident, $page:ident) => {
        #[leptos::wasm_split::wasm_split($chunk, wasm_split_path = leptos::wasm_split, preload($preload))]
        fn $view() -> leptos::prelude::AnyView {
            leptos::prelude::IntoAny::into_any(leptos::prelude::view! { <$page /> })
        }

        /// The page, and where its program comes from.
        pub struct $route;

        impl leptos_router::LazyRoute for $route {
            fn data() -> Self {
                $route
            }

            async fn view(_: Self) -> leptos::prelude::AnyView {
                #[cfg(feature = "ssr")]
                crate::lazy::announce(stringify!($chunk));
                $view().await
            }

            async fn preload() {
                $preload().await;
            }
        }
    };
}

pub(crate) use page_route;

/// Tells the browser in the answer's head which chunk the page needs, so that it comes with the rest and not after it.
#[cfg(feature = "ssr")]
pub(crate) fn announce(chunk: &str) {
    use axum::http::{HeaderValue, header};
    use leptos::prelude::use_context;

    let assets = use_context::<crate::state::Assets>();
    let (Some(assets), Some(answer)) = (assets, use_context::<leptos_axum::ResponseOptions>()) else { return };
    for url in assets.chunks.get(chunk).into_iter().flatten() {
        if let Ok(link) =
            HeaderValue::from_str(&format!("<{url}>; rel=preload; as=fetch; type=\"application/wasm\"; crossorigin"))
        {
            answer.append_header(header::LINK, link);
        }
    }
}
