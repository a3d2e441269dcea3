//! What the server gives to a page: the site's files, and for server functions the store and who is
//! asking.

use crate::prelude::*;

/// The site's files by their hashed names. The server provides it as context.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// The JS module that binds the wasm to the browser.
    pub js: String,
    /// The JS module that starts the wasm and loads its chunks.
    pub loader: String,
    /// The wasm that every page needs.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// The font to preload.
    pub font: Option<String>,
}

/// The number of the newest event that was announced before the page was rendered: what the page
/// shows is at least as new. The server provides it as context.
#[derive(Clone, Copy, Debug)]
pub struct RenderedAt(pub i64);

/// Tells the browser where the stream of events begins for this document.
#[component]
pub fn StreamPosition() -> impl IntoView {
    use_context::<RenderedAt>()
        .map(|RenderedAt(seq)| view! { <meta name=crate::live::META content=seq.to_string() /> })
}

/// Whether texts may show pictures of other sites. The server provides it as context.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExternalImages(pub bool);

/// Applies the stored theme and width of the sidebar before the first paint, then loads and
/// hydrates the app.
#[component]
pub fn Scripts(assets: Assets) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let nonce = leptos::nonce::use_nonce();
    #[cfg(not(feature = "ssr"))]
    let nonce = None::<String>;
    let chosen = "try{const r=document.documentElement,t=localStorage.getItem('crosslink.theme');if(t)r.dataset.theme=t;\
        if(localStorage.getItem('crosslink.sidebar'))r.classList.add('side-collapsed')}catch{}";
    // After the first paint: the text is there without the program, whose bytes would hold up the
    // style sheet and the font. A page that nobody sees is not painted.
    let load = format!(
        "let load=()=>{{load=()=>{{}};import({:?}).then(m=>m.start({:?}))}};const go=()=>load();\
        if(document.hidden||!PerformanceObserver.supportedEntryTypes?.includes('paint'))go();else{{\
        new PerformanceObserver(l=>l.getEntriesByName('first-contentful-paint').length&&go()).observe({{type:'paint',buffered:true}});\
        addEventListener('visibilitychange',go,{{once:true}})}}",
        assets.loader, assets.wasm
    );
    let built = !assets.js.is_empty();
    view! {
        <script nonce=nonce.clone()>{chosen}</script>
        {built
            .then(|| {
                view! {
                    <link rel="modulepreload" href=assets.js.clone() />
                    <link rel="modulepreload" href=assets.loader.clone() />
                    <script type="module" nonce=nonce>
                        {load}
                    </script>
                }
            })}
    }
}

/// The store, inside a server function.
#[cfg(feature = "ssr")]
pub fn store() -> Result<store::Store, crate::error::AppError> {
    use_context().ok_or_else(|| crate::error::AppError::failed("Database unavailable"))
}

/// Who is asking, inside a server function.
#[cfg(feature = "ssr")]
pub fn actor() -> Result<model::Actor, crate::error::AppError> {
    use_context().ok_or_else(|| crate::error::AppError::failed("You're not signed in"))
}

/// Who is asking, with the browser's name for this change.
#[cfg(feature = "ssr")]
pub fn actor_as(mutation: Option<String>) -> Result<model::Actor, crate::error::AppError> {
    Ok(actor()?.with_mutation(mutation.unwrap_or_default()))
}

/// What a server function gets from elsewhere than the store.
#[cfg(feature = "ssr")]
pub type Answer<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The folder that is served, beside its database: the settings file, and where agents work. The
/// server provides it as context.
#[cfg(feature = "ssr")]
pub trait Folder: Send + Sync {
    /// The settings.
    fn config(&self) -> Answer<'_, Result<model::Config, crate::error::AppError>>;
    /// Writes what the patch changes; returns the settings after it.
    fn change_config(
        &self,
        patch: model::ConfigPatch,
    ) -> Answer<'_, Result<model::Config, crate::error::AppError>>;
    /// The folder and the branch that an agent works in.
    fn worktree(&self, agent: &str) -> Option<(String, Option<String>)>;
    /// What an agent wrote about how far it is.
    fn kickoff_status(&self, agent: &str) -> Answer<'_, Option<String>>;
}

/// The folder that is served, inside a server function.
#[cfg(feature = "ssr")]
pub fn folder() -> Result<std::sync::Arc<dyn Folder>, crate::error::AppError> {
    use_context().ok_or_else(|| crate::error::AppError::failed("Project folder unavailable"))
}
