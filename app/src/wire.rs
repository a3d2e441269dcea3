//! How server functions travel: what a form can send url-encoded, with or without the wasm, the
//! rest as JSON; answers as JSON.
//!
//! These are the framework's own protocols. But the framework compiles the whole request anew for
//! each function; here each function brings its types along, and the request is compiled once.

use std::pin::Pin;

use http::Method;
use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::{
        ContentType, Http, Protocol, client::Client, codec, redirect::call_redirect_hook,
        request::ClientReq, response::ClientRes, server::Server,
    },
};
use serde::{Serialize, de::DeserializeOwned};

use crate::error::AppError;

/// For functions that a form can call.
pub struct Form;
/// For functions that only the program calls.
pub struct Json;

macro_rules! protocol {
    ($name:ident, $codec:ty, $encode:path) => {
        impl<Input, Output, C, S> Protocol<Input, Output, C, S, AppError> for $name
        where
            Input: Serialize + Send,
            Output: DeserializeOwned + Send,
            C: Client<AppError>,
            S: Server<AppError>,
            Http<$codec, codec::Json>: Protocol<Input, Output, C, S, AppError>,
        {
            const METHOD: Method = Method::POST;

            fn run_server<F, Fut>(
                request: S::Request,
                run: F,
            ) -> impl Future<Output = Result<S::Response, AppError>> + Send
            where
                F: Fn(Input) -> Fut + Send,
                Fut: Future<Output = Result<Output, AppError>> + Send,
            {
                <Http<$codec, codec::Json> as Protocol<Input, Output, C, S, AppError>>::run_server(
                    request, run,
                )
            }

            async fn run_client(path: &str, input: Input) -> Result<Output, AppError> {
                let kind = <$codec as ContentType>::CONTENT_TYPE;
                let body = $encode(&input).map_err(|error| error.to_string());
                let answer = post::<C>(path, kind, body).await?;
                serde_json::from_str(&answer).map_err(unread)
            }
        }
    };
}

protocol!(Form, codec::PostUrl, serde_qs::to_string);
protocol!(Json, codec::Json, serde_json::to_string);

type Answer = Pin<Box<dyn Future<Output = Result<String, AppError>> + Send>>;

/// Sends a body, and gives back the answer's text or what it refuses with.
fn post<C: Client<AppError>>(path: &str, kind: &str, body: Result<String, String>) -> Answer {
    let request = body
        .map_err(|error| AppError::from_server_fn_error(ServerFnErrorErr::Serialization(error)))
        .and_then(|body| C::Request::try_new_post(path, kind, "application/json", body));
    Box::pin(async move {
        let answer = C::send(request?).await?;
        let (refused, moved, to) = (
            answer.status() >= 400,
            answer.has_redirect(),
            answer.location(),
        );
        let text = answer.try_into_string().await?;
        if refused {
            return Err(serde_json::from_str(&text).unwrap_or_else(unread));
        }
        if moved {
            call_redirect_hook(&to);
        }
        Ok(text)
    })
}

fn unread(error: serde_json::Error) -> AppError {
    AppError::from_server_fn_error(ServerFnErrorErr::Deserialization(error.to_string()))
}
