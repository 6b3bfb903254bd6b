mod counting;
mod importing;
