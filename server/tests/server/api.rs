mod errors;
mod local;
