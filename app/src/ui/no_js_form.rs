//! Forms sent by the browser itself: the answer is a page, so a refused text travels in its
//! address.

use crate::error::AppError;

/// More than this does not fit into an address that every browser and proxy takes.
const LONGEST_ADDRESS: usize = 30_000;

/// Returns true if the request was made by the browser itself: the answer is a page, not data.
#[must_use]
pub fn asks() -> bool {
    leptos::prelude::use_context::<axum::http::request::Parts>().is_some_and(|request| {
        request
            .headers
            .get("accept")
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
    })
}

/// Somebody else was faster: to a page that shows what was typed, which its address carries by the
/// names of the fields. `what` begins the sentence that is said where it does not fit.
pub fn give_back(path: &str, fields: &[(&str, &str)], what: &str) -> Result<(), AppError> {
    let mut address = path.to_owned();
    for (name, typed) in fields {
        let join = if address.contains('?') { '&' } else { '?' };
        address.push_str(&format!(
            "{join}{name}={}",
            leptos_router::location::Url::escape(typed)
        ));
    }
    if address.len() > LONGEST_ADDRESS {
        let detail = format!(
            "{what} was changed while you were editing it. Go back in your browser to find your text"
        );
        return Err(AppError {
            kind: Some(model::ErrorKind::Conflict),
            detail,
            offline: false,
        });
    }
    leptos_axum::redirect(&address);
    Ok(())
}
