use std::convert::Infallible;

use axum::extract::State;
use axum::response::sse::{Event as Sse, KeepAlive, Sse as SseResponse};
use axum::response::{IntoResponse as _, Response};
use callboard_rpc::Event;
use futures_util::stream;
use tokio::sync::mpsc;

use crate::frames;
use crate::server::House;

/// What the engine tells, as server-sent events: one message is a list of [`Event`]s, at most four a second.
///
/// The stream ends with the door, and when the reader has gone.
pub(crate) async fn stream(State(house): State<House>) -> Response {
    let (send, receive) = mpsc::channel::<Vec<Event>>(8);
    let (events, clock) = (house.engine.subscribe(), house.engine.clock());
    let stop = house.engine.stopping();
    tokio::spawn(async move {
        // A reader that does not read is let go; it comes back and reads everything anew.
        let forward = frames::forward(events, clock, move |frame| send.try_send(frame).is_ok());
        tokio::select! {
            () = forward => {}
            () = stop.cancelled() => {}
        }
    });
    let messages = stream::unfold(receive, |mut receive| async move {
        let frame = receive.recv().await?;
        let data = serde_json::to_string(&frame).unwrap_or_else(|_| "[]".to_owned());
        Some((Ok::<_, Infallible>(Sse::default().data(data)), receive))
    });
    SseResponse::new(messages).keep_alive(KeepAlive::default()).into_response()
}
