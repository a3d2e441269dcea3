//! The site: its pages, rendered here and made alive in the browser, and its files.
//!
//! The only place that knows the `app` crate.

mod answers;
mod exchange;
mod files;
mod folder;

use std::sync::{Arc, LazyLock};

use app::App;
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    middleware,
    response::{IntoResponse, Response},
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list,
    render_app_async_with_context,
};
use model::Actor;

pub use app::state::Assets;
use app::state::ExternalImages;
use exchange::Exchange;
pub use files::Site;
use folder::Served;

use crate::{api::error::ApiError, guard, state::AppState};

/// The pages' paths. Once a process: while leptos finds them out, no page anywhere in the process
/// loads its data.
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));

/// The pages, and the server functions that they call.
pub fn pages(state: &AppState) -> Router<AppState> {
    let options = LeptosOptions::builder().output_name("crosslink").build();
    let shell = move || app::shell(options.clone());
    let pages =
        Router::new().leptos_routes_with_context(state, ROUTES.clone(), contexts(state), shell);
    pages.layer(middleware::from_fn(answers::give_status))
}

/// Whatever no route knows: a file of the site, or a page that says that there is none.
pub async fn fallback(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    if ["/api", "/fn"].iter().any(|root| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }) {
        return ApiError::NotFound(format!("There is nothing at {path}")).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ([(header::ALLOW, "GET,HEAD")], ApiError::MethodNotAllowed).into_response();
    }
    match Site::answer(path, request.headers()) {
        Some(file) => file,
        None => not_found(&state, request).await,
    }
}

async fn not_found(state: &AppState, request: Request) -> Response {
    let options = LeptosOptions::builder().output_name("crosslink").build();
    let render =
        render_app_async_with_context(contexts(state), move || app::shell(options.clone()));
    let mut page = render(request).await;
    *page.status_mut() = StatusCode::NOT_FOUND;
    page
}

/// What pages and server functions find in their context: the store, who is asking, and the names
/// of the site's files.
fn contexts(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let (store, assets, live) = (
        state.store.clone(),
        state.assets.clone(),
        state.live.clone(),
    );
    let external_images = state.access.external_images;
    let folder: Arc<dyn app::state::Folder> = Arc::new(Served {
        settings: state.settings.clone(),
        worktrees: state.worktrees.clone(),
    });
    let hub: Arc<dyn app::sync::view::Hub> = Arc::new(Exchange {
        hub: state.hub.clone(),
        settings: state.settings.clone(),
    });
    move || {
        provide_context(hub.clone());
        provide_context(app::state::RenderedAt(live.newest()));
        provide_context(store.clone());
        provide_context(Assets::clone(&assets));
        provide_context(folder.clone());
        provide_context(ExternalImages(external_images));
        let Some(parts) = use_context::<Parts>() else {
            return;
        };
        if let Some(actor) = parts.extensions.get::<Actor>() {
            provide_context(actor.clone());
        }
        let Some(answer) = use_context::<ResponseOptions>() else {
            return;
        };
        // Only pages have a nonce; what a server function answers keeps the strict policy.
        if let Some(policy) =
            use_nonce().and_then(|nonce| page_policy(&nonce.to_string(), &parts, external_images))
        {
            answer.insert_header(header::CONTENT_SECURITY_POLICY, policy);
            answer.insert_header(
                header::CACHE_CONTROL,
                HeaderValue::from_static("private, no-cache"),
            );
        }
    }
}

fn page_policy(nonce: &str, parts: &Parts, external_images: bool) -> Option<HeaderValue> {
    // The guard has let this host in, so it is one of ours and holds nothing but a name and a port.
    let host = parts.headers.get(header::HOST)?.to_str().ok()?;
    guard::page_policy(nonce, host, external_images)
}
