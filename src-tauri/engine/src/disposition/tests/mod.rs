//! The slice in a real engine, on a clock that the tests step; effects go to the stand-in tenant.

mod called_off;
mod deciding;
mod door;
mod effects;
mod foreseen;
mod growing;
mod house;
mod letting_go;
mod lost;
mod mapping;
mod newest;
mod pressed;
mod removed;
mod restated;
mod routing;
mod set_back;
mod tokenless;
mod told;
mod trying;
