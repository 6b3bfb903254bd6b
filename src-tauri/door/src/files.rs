use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use callboard_engine::files::LARGEST;
use callboard_rpc::types::FileId;
use callboard_rpc::{Result, RpcError};
use futures_util::StreamExt as _;
use http::{HeaderMap, HeaderValue, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::json;
use tokio_util::io::ReaderStream;

use crate::server::{House, refuse_rpc};

/// How long a file may be on its way up: 2 GiB at the speed of a slow office line.
const UPLOAD: Duration = Duration::from_hours(1);

/// `POST /files` takes a file in as a stream and answers `{"file_id"}`; `GET /files/{id}` gives one away.
pub(crate) fn routes() -> Router<House> {
    let up = Router::new().route("/files", post(take_in));
    callboard_http::allow_body(up, LARGEST, UPLOAD).route("/files/{id}", get(give_away))
}

async fn take_in(State(house): State<House>, body: Body) -> Response {
    match store(&house, body).await {
        Ok(id) => Json(json!({ "file_id": id })).into_response(),
        Err(error) => refuse_rpc(&error),
    }
}

/// Piece by piece onto the shelf; a stream that breaks off leaves nothing there.
async fn store(house: &House, body: Body) -> Result<FileId> {
    let mut writer = house.engine.files.begin().await?;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| broken_off(&error))?;
        writer.write(&piece).await?;
    }
    Ok(writer.finish().await?)
}

fn broken_off(error: &axum::Error) -> RpcError {
    RpcError::field("file", format!("The file did not arrive whole ({error}).")).hint("Hand it in once more.")
}

#[derive(Deserialize)]
struct Named {
    name: Option<String>,
}

async fn give_away(
    State(house): State<House>,
    Path(id): Path<String>,
    Query(Named { name }): Query<Named>,
) -> Response {
    match house.engine.files.read(&FileId(id.clone())) {
        Ok(file) => {
            let headers =
                headers(name.as_deref().unwrap_or(&id), file.metadata().map_or(0, |facts| facts.len()));
            let body = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file)));
            (headers, body).into_response()
        }
        Err(error) => refuse_rpc(&error.into()),
    }
}

/// Always a download: whatever is inside must never be a page of ours.
fn headers(name: &str, bytes: u64) -> HeaderMap {
    let name = utf8_percent_encode(name, UNSAFE);
    let disposition = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{name}"));
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment")),
    );
    headers
}

/// What RFC 5987 lets through unescaped, and a little less.
const UNSAFE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let headers = headers("a\"; filename=\"x.html\r\nSet-Cookie: a=b/ü.csv", 5);
        let disposition = headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(disposition.starts_with("attachment; filename*=UTF-8''a%22%3B%20"), "{disposition}");
        assert!(!disposition.contains(['\r', '\n', '"', '/']), "{disposition}");
        assert!(disposition.ends_with("%C3%BC.csv"), "{disposition}");
    }
}
