mod anchors;
mod house;
mod kills;
mod mutations;
mod searching;
mod signing;
mod types;
