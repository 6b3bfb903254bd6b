use std::path::Path;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use http::{HeaderValue, header};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// The same policy as the window's, with this door in place of the window's own channel.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; object-src 'none'";

/// The built window, or a page that says how to build it.
pub(crate) fn pages(ui: Option<&Path>) -> Router {
    let pages = match ui {
        Some(folder) => Router::new().fallback_service(ServeDir::new(folder)),
        None => Router::new().fallback(get(|| async { Html(UNBUILT) })),
    };
    [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ]
    .into_iter()
    .fold(pages, |pages, (name, value)| {
        pages.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)))
    })
}

const UNBUILT: &str = "<!doctype html><html lang=\"en\"><title>Callboard</title><h1>The pages are not built</h1>\
    <p>Run <code>npm ci</code> and <code>npm run build</code> in the folder <code>ui</code>, or name a built one \
    with CALLBOARD_UI; then start again.</p></html>";
