mod counting;
mod damaged;
mod importing;
mod reading;
mod unused;
