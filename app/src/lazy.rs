//! Pages, and parts of them, whose program is fetched when somebody first goes there.
//!
//! The pages of a chunk come together. Every page is in one: what is common to all is all that the
//! first page waits for, and it stays the same size however many pages there are. A chunk that
//! cannot be fetched, because the server has another build by now or is away, becomes an ordinary
//! page load.

use std::pin::Pin;

use leptos::wasm_split::SplitLoaderError;
use send_wrapper::SendWrapper;

use crate::prelude::*;

/// Makes a route of a page in a chunk: `page_route!(list, IssuesRoute, issues_view, preload_issues,
/// IssuesPage)`.
macro_rules! page_route {
    ($chunk:ident, $route:ident, $view:ident, $preload:ident, $page:ident) => {
        #[leptos::wasm_split::wasm_split($chunk, wasm_split_path = leptos::wasm_split, preload($preload), fallible)]
        fn $view() -> Result<leptos::prelude::AnyView, leptos::wasm_split::SplitLoaderError> {
            Ok(view! { <$page /> })
        }

        /// The page, and where its program comes from.
        pub struct $route;

        impl leptos_router::LazyRoute for $route {
            fn data() -> Self {
                $route
            }

            fn view(_: Self) -> impl Future<Output = leptos::prelude::AnyView> {
                #[cfg(feature = "ssr")]
                crate::lazy::announce(stringify!($chunk));
                crate::lazy::page(Box::pin($view()))
            }

            async fn preload() {
                #[cfg(feature = "hydrate")]
                crate::lazy::watch(Box::pin($preload()));
                crate::lazy::fetched(Box::pin($preload())).await;
            }
        }
    };
}

pub(crate) use page_route;

/// A chunk on its way, and what is made of it. One type for all chunks: what follows is compiled
/// once.
type Coming<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// The view of a page, once its chunk is here.
pub(crate) async fn page(view: Coming<AnyView>) -> AnyView {
    match view.await {
        Ok(view) => view,
        Err(_) => load_document().await,
    }
}

/// Waits until the chunk of a page is here.
pub(crate) async fn fetched(chunk: Coming<()>) {
    #[cfg(feature = "hydrate")]
    let clicks = document::leave_clicks_to_the_browser();
    if chunk.await.is_err() {
        load_document::<()>().await;
    }
    #[cfg(feature = "hydrate")]
    document::take_clicks(clicks);
}

/// A part of a page whose program is fetched when it is first shown. Where it cannot be, the page
/// at `href`, which does the same, opens in its place, or without an address this page anew; but
/// not later, when the reader has gone on.
pub(crate) fn part(
    view: impl Future<Output = Result<AnyView, SplitLoaderError>> + 'static,
    href: impl Into<Option<&'static str>>,
) -> AnyView {
    let href = href.into();
    let view = async move {
        if let Ok(view) = view.await {
            return view;
        }
        #[cfg(feature = "hydrate")]
        document::instead(href).await;
        #[cfg(not(feature = "hydrate"))]
        let _ = href;
        std::future::pending().await
    };
    Suspend::new(SendWrapper::new(view)).into_any()
}

/// Loads the page that was asked for as a document, unless it is one already: what was typed there
/// would be lost. Does not return: the page that is there stays.
pub(crate) async fn load_document<T>() -> T {
    #[cfg(feature = "hydrate")]
    document::Asked::now().load().await;
    std::future::pending().await
}

#[cfg(feature = "hydrate")]
pub(crate) use document::watch;

#[cfg(feature = "hydrate")]
mod document {
    //! An ordinary page load in place of a page whose program cannot be fetched.

    use std::{
        sync::atomic::{AtomicU32, Ordering},
        time::Duration,
    };

    use leptos::{prelude::*, task::spawn_local};
    use leptos_router::{hooks::use_location, location::Location};
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use web_sys::Event;

    use crate::client::{self, Toasts, toasts};

    const CLICK: &str = "click";
    /// How often a server that is away is looked for.
    const LOOK_EVERY: Duration = Duration::from_secs(2);

    /// A page that somebody asked for, with all that is needed later, when what asked is gone.
    pub(super) struct Asked {
        href: String,
        path: String,
        location: Location,
        toasts: Toasts,
    }

    impl Asked {
        /// Where the router is going; the address bar follows when it is there.
        pub(super) fn now() -> Self {
            Asked::at(use_location(), toasts())
        }

        fn at(location: Location, toasts: Toasts) -> Self {
            let (path, hash) = (
                location.pathname.get_untracked(),
                location.hash.get_untracked(),
            );
            let query = location.search.get_untracked();
            let query = if query.is_empty() {
                query
            } else {
                format!("?{query}")
            };
            Asked {
                href: format!("{path}{query}{hash}"),
                path,
                location,
                toasts,
            }
        }

        /// Returns true if nobody has asked for another page since.
        fn wanted(&self) -> bool {
            self.location
                .pathname
                .with_untracked(|path| *path == self.path)
        }

        pub(super) async fn load(self) {
            if hydrates() {
                // It stays as the server rendered it. What only the program serves is hidden, as
                // where there are no scripts.
                let root = document().document_element();
                let _ = root.map(|root| root.set_attribute("data-no-program", ""));
                return;
            }
            let mut told = false;
            while !reachable().await {
                if !std::mem::replace(&mut told, true) {
                    let text = "Can't reach the server. This page opens when it's back.";
                    offer(self.toasts, text, "Retry", self.href.clone());
                }
                client::sleep(LOOK_EVERY).await;
            }
            if self.wanted() {
                go(&self.href);
            }
        }
    }

    /// The router forgets a page whose program is on its way when the same page is asked for with
    /// another parameter: the second of two issues that were clicked. Then that one is loaded as a
    /// document.
    pub(crate) fn watch(load: super::Coming<()>) {
        static ASKED: AtomicU32 = AtomicU32::new(0);
        let turn = ASKED.fetch_add(1, Ordering::Relaxed) + 1;
        let asked = Asked::now();
        spawn_local(async move {
            let _ = load.await;
            // A page of another kind asks for its own program.
            if ASKED.load(Ordering::Relaxed) == turn && !asked.wanted() {
                Asked::at(asked.location, asked.toasts).load().await;
            }
        });
    }

    /// Opens a page in the place of a part of this one.
    pub(super) async fn instead(href: Option<&str>) {
        let (toasts, href) = (toasts(), href.map_or_else(here, str::to_owned));
        if reachable().await {
            go(&href);
        } else {
            offer(toasts, "Can't reach the server.", "Retry", href);
        }
    }

    /// Returns true if the page is the document that the server rendered.
    fn hydrates() -> bool {
        Owner::current_shared_context().is_some_and(|context| context.during_hydration())
    }

    /// Until the program of the document's page is here its links are ordinary links. The router,
    /// which listens already, would take them and go nowhere.
    pub(super) fn leave_clicks_to_the_browser() -> Option<JsValue> {
        if !hydrates() {
            return None;
        }
        let stop = Closure::<dyn Fn(Event)>::new(|event: Event| event.stop_immediate_propagation())
            .into_js_value();
        let _ =
            window().add_event_listener_with_callback_and_bool(CLICK, stop.unchecked_ref(), true);
        Some(stop)
    }

    pub(super) fn take_clicks(stop: Option<JsValue>) {
        if let Some(stop) = stop {
            let _ = window().remove_event_listener_with_callback_and_bool(
                CLICK,
                stop.unchecked_ref(),
                true,
            );
        }
    }

    async fn reachable() -> bool {
        gloo_net::http::Request::get("/api/v1/health")
            .send()
            .await
            .is_ok()
    }

    fn offer(toasts: Toasts, text: &str, button: &'static str, href: String) {
        toasts.refuse_with(text, button, Callback::new(move |()| go(&href)));
    }

    fn here() -> String {
        let location = window().location();
        [location.pathname(), location.search(), location.hash()]
            .into_iter()
            .map(Result::unwrap_or_default)
            .collect()
    }

    fn go(href: &str) {
        let location = window().location();
        let done = if here() == href {
            location.reload()
        } else {
            location.assign(href)
        };
        if let Err(why) = done {
            leptos::logging::error!("{why:?}");
        }
    }
}

/// Tells the browser in the document's head which chunk the page needs, so that it comes with the
/// rest and not after it.
#[cfg(feature = "ssr")]
pub(crate) fn announce(chunk: &'static str) {
    // Nothing of it stands where it is rendered: it goes to the head.
    let _ = view! { <leptos_meta::Meta name="crosslink-chunk" content=chunk /> }.to_html();
}
