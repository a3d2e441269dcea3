//! How handlers take a request apart. Whatever does not fit is an [`ApiError`], never axum's plain
//! text.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, RawPathParams, Request},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Response},
};
use model::{IssueId, IssueRef, MilestoneId};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

use super::error::{ApiError, Result, cut};
use crate::{auth::Caller, guard, state::AppState};

/// A JSON body, coming or going. An empty one reads as `{}`, so that it is fine wherever every
/// field is optional.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let typed = is_json(request.headers());
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|why| unreadable(&why.body_text()))?;
        if body.is_empty() {
            return read(b"{}").map(Json);
        }
        if !typed {
            return Err(ApiError::BadRequest(
                "The body must be JSON, sent as 'Content-Type: application/json'".into(),
            ));
        }
        read(&body).map(Json)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

fn unreadable(why: &str) -> ApiError {
    if why.contains("length limit") {
        guard::too_large()
    } else {
        ApiError::unreadable("The body", why)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    // A derived reader would also take the fields as a bare array, by position.
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(ApiError::BadRequest(
            "The body must be a JSON object".into(),
        ));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let what = if path == "." {
            "The body".to_owned()
        } else {
            format!("The body's '{path}'")
        };
        ApiError::unreadable(&what, error.into_inner())
    })?;
    reader
        .end()
        .map_err(|why| ApiError::unreadable("The body", why))?;
    Ok(value)
}

/// For a field where being absent, being null and having a value are three things.
pub fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// The query string.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let read = axum::extract::Query::try_from_uri(&parts.uri);
        read.map(|query| Query(query.0))
            .map_err(|why| ApiError::unreadable("The query", why.body_text()))
    }
}

/// The issue that the path names as `{id}`, by number or by identifier.
pub struct IssueParam(pub IssueId);

impl FromRequestParts<AppState> for IssueParam {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        issue_param(parts, state, "id").await.map(IssueParam)
    }
}

/// The issue that the path names as `{blocker_id}`.
pub struct BlockerParam(pub IssueId);

impl FromRequestParts<AppState> for BlockerParam {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        issue_param(parts, state, "blocker_id")
            .await
            .map(BlockerParam)
    }
}

/// The milestone that the path names as `{id}`.
pub struct MilestoneParam(pub MilestoneId);

impl FromRequestParts<AppState> for MilestoneParam {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let id = path_param(parts, state, "id").await?;
        let digits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let number = id
            .parse()
            .ok()
            .filter(|_| digits)
            .map(|id| MilestoneParam(MilestoneId(id)));
        number.ok_or_else(|| {
            ApiError::BadRequest(format!(
                "'{}' is not a milestone: write its number",
                cut(&id)
            ))
        })
    }
}

/// The issue that the path names as `{issue_id}`.
pub struct AssignedParam(pub IssueId);

impl FromRequestParts<AppState> for AssignedParam {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        issue_param(parts, state, "issue_id")
            .await
            .map(AssignedParam)
    }
}

/// The label that the path names as `{label}`, percent-decoded.
pub struct LabelParam(pub String);

impl FromRequestParts<AppState> for LabelParam {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        path_param(parts, state, "label").await.map(LabelParam)
    }
}

/// What the path calls a page, as `{slug}`, percent-decoded. Whether there is one is for the verb
/// to say.
pub struct SlugParam(pub String);

impl FromRequestParts<AppState> for SlugParam {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        path_param(parts, state, "slug").await.map(SlugParam)
    }
}

/// The number of a revision, as `{number}` in the path.
pub struct RevisionParam(pub i64);

impl FromRequestParts<AppState> for RevisionParam {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let text = path_param(parts, state, "number").await?;
        let number = text.parse().map_err(|_| {
            ApiError::BadRequest(format!("Invalid revision '{text}'. Must be a number"))
        });
        number.map(RevisionParam)
    }
}

/// The agent that the path names as `{agent_id}`, percent-decoded.
pub struct AgentParam(pub String);

impl FromRequestParts<AppState> for AgentParam {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        path_param(parts, state, "agent_id").await.map(AgentParam)
    }
}

async fn issue_param(parts: &mut Parts, state: &AppState, name: &str) -> Result<IssueId> {
    match path_param(parts, state, name).await?.parse()? {
        // Whether it exists is for the verb to say.
        IssueRef::Id(id) => Ok(id),
        identifier @ IssueRef::Identifier(_) => {
            let Caller(actor) = Caller::from_request_parts(parts, state).await?;
            Ok(state.store.find_issue(&actor, &identifier).await?)
        }
    }
}

async fn path_param(parts: &mut Parts, state: &AppState, name: &str) -> Result<String> {
    let params = RawPathParams::from_request_parts(parts, state);
    let params = params
        .await
        .map_err(|why| ApiError::unreadable("The path", why.body_text()))?;
    let value = params
        .iter()
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned());
    value.ok_or_else(|| ApiError::Internal(format!("the route has no {{{name}}}").into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Wire {
        #[serde(default)]
        number: Option<i64>,
        #[serde(default, deserialize_with = "nullable")]
        text: Option<Option<String>>,
    }

    fn check(body: &str, expect: &str) {
        let said = match read::<Wire>(body.as_bytes()) {
            Ok(wire) => format!("{:?} {:?}", wire.number, wire.text),
            Err(error) => error.to_string(),
        };
        assert_eq!(said, expect, "{body}");
    }

    #[test]
    fn bodies() {
        check("{}", "None None");
        check(r#" {"text":null,"else":[1]} "#, "None Some(None)");
        check(r#"{"text":"x","number":7}"#, r#"Some(7) Some(Some("x"))"#);
        check("[1]", "The body must be a JSON object");
        check("null", "The body must be a JSON object");
        check("{} {}", "The body: trailing characters at line 1 column 4");
        check(
            r#"{"number":"7"}"#,
            "The body's 'number': invalid type: string \"7\", expected i64 at line 1 column 13",
        );
        check(
            r#"{"number":NaN}"#,
            "The body's 'number': expected value at line 1 column 11",
        );
        check(
            r#"{"number":99999999999999999999}"#,
            "The body's 'number': invalid type: floating point `1e+20`, expected i64 at line 1 column 30",
        );
        check(
            r#"{"number":1,"number":2}"#,
            "The body: duplicate field `number` at line 1 column 20",
        );
    }

    #[test]
    fn deep_nesting_overflows_nothing() {
        let deep = format!("{}1{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        check(&format!(r#"{{"else":{deep}}}"#), "None None");
        let says = "The body's 'number': invalid type: sequence, expected i64 at line 1 column 10";
        check(&format!(r#"{{"number":{deep}}}"#), says);
    }
}
