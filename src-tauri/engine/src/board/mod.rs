//! The board: "what do I have to do now?"
//!
//! It keeps nothing of its own. Each question is answered from what the slices store: what waits for a decision
//! ([`needs`]), what runs, what comes next, and how everything fares ([`health`]).

mod commands;
mod health;
mod needs;
#[cfg(test)]
mod tests;
