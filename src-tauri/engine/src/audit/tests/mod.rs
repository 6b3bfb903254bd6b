mod anchors;
mod house;
mod keys;
mod kills;
mod mutations;
mod searching;
mod signing;
mod types;
