mod counting;
mod damaged;
mod importing;
mod passed_over;
mod reading;
mod states;
mod unused;
