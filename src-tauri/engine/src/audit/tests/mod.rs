mod anchors;
mod growing;
mod house;
mod kills;
mod mutations;
mod searching;
mod signing;
mod types;
